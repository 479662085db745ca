package ai.cequence.cloudfront.source.s3;

import io.airlift.compress.Decompressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * Decompresses the pages of Parquet files without Hadoop and without native code: uncompressed,
 * gzip, snappy, zstd and lz4 (raw). A page that says it is larger than the limit is damage.
 */
final class ParquetCodecs implements CompressionCodecFactory {
  private final int maxPageBytes;

  ParquetCodecs(int maxPageBytes) {
    this.maxPageBytes = maxPageBytes;
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    return switch (codec) {
      case UNCOMPRESSED -> new Pages((bytes, length) -> bytes);
      case GZIP -> new Pages(ParquetCodecs::gunzip);
      case SNAPPY -> new Pages(with(new SnappyDecompressor()));
      case ZSTD -> new Pages(with(new ZstdDecompressor()));
      case LZ4_RAW -> new Pages(with(new Lz4Decompressor()));
      default ->
          throw new IllegalArgumentException(
              "expected pages uncompressed or in gzip, snappy, zstd or lz4_raw, found " + codec);
    };
  }

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    throw new UnsupportedOperationException("Logs are read, never written");
  }

  @Override
  public void release() {}

  /** Compressed bytes and their decompressed length to decompressed bytes. */
  private interface Codec {
    byte[] decompress(byte[] bytes, int length) throws IOException;
  }

  private static Codec with(Decompressor decompressor) {
    return (bytes, length) -> {
      byte[] target = new byte[length];
      int found = decompressor.decompress(bytes, 0, bytes.length, target, 0, length);
      return exactly(length, found, target);
    };
  }

  private static byte[] gunzip(byte[] bytes, int length) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      byte[] target = in.readNBytes(length);
      return exactly(length, target.length, target);
    }
  }

  private static byte[] exactly(int expected, int found, byte[] bytes) throws IOException {
    if (found != expected) {
      throw new IOException("expected a page of " + expected + " bytes, found " + found);
    }
    return bytes;
  }

  /** Applies a codec to pages. */
  private final class Pages implements BytesInputDecompressor {
    private final Codec codec;

    Pages(Codec codec) {
      this.codec = codec;
    }

    @Override
    public BytesInput decompress(BytesInput bytes, int length) throws IOException {
      return BytesInput.from(page(bytes.toInputStream().readAllBytes(), length));
    }

    @Override
    public void decompress(
        ByteBuffer compressed, int compressedLength, ByteBuffer target, int length)
        throws IOException {
      byte[] bytes = new byte[compressedLength];
      compressed.get(bytes);
      target.put(page(bytes, length));
    }

    private byte[] page(byte[] bytes, int length) throws IOException {
      if (length < 0 || length > maxPageBytes) {
        throw new IOException(
            "expected a page of at most " + maxPageBytes + " bytes, found one of " + length);
      }
      return codec.decompress(bytes, length);
    }

    @Override
    public void release() {}
  }
}
