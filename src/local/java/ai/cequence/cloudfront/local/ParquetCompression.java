package ai.cequence.cloudfront.local;

import io.airlift.compress.Compressor;
import io.airlift.compress.lz4.Lz4Compressor;
import io.airlift.compress.snappy.SnappyCompressor;
import io.airlift.compress.zstd.ZstdCompressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Compresses the pages of Parquet files without Hadoop. */
final class ParquetCompression implements CompressionCodecFactory {
  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    return switch (codec) {
      case UNCOMPRESSED -> new Pages(codec, bytes -> bytes);
      case GZIP -> new Pages(codec, ParquetCompression::gzip);
      case SNAPPY -> new Pages(codec, with(new SnappyCompressor()));
      case ZSTD -> new Pages(codec, with(new ZstdCompressor()));
      case LZ4_RAW -> new Pages(codec, with(new Lz4Compressor()));
      default -> throw new IllegalArgumentException("No compressor of " + codec);
    };
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    throw new UnsupportedOperationException("Writes only");
  }

  @Override
  public void release() {}

  private interface Codec {
    byte[] compress(byte[] bytes) throws IOException;
  }

  private static Codec with(Compressor compressor) {
    return bytes -> {
      byte[] target = new byte[compressor.maxCompressedLength(bytes.length)];
      int length = compressor.compress(bytes, 0, bytes.length, target, 0, target.length);
      return Arrays.copyOf(target, length);
    };
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(target)) {
      out.write(bytes);
    }
    return target.toByteArray();
  }

  private record Pages(CompressionCodecName name, Codec codec) implements BytesInputCompressor {
    @Override
    public BytesInput compress(BytesInput bytes) throws IOException {
      return BytesInput.from(codec.compress(bytes.toInputStream().readAllBytes()));
    }

    @Override
    public CompressionCodecName getCodecName() {
      return name;
    }

    @Override
    public void release() {}
  }
}
