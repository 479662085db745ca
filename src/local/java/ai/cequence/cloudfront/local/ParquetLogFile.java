package ai.cequence.cloudfront.local;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;

/** Writes requests as standard logging (v2) does in Parquet: columns in snake_case, all strings. */
public final class ParquetLogFile implements AutoCloseable {
  private final List<String> fields;
  private final MessageType schema;
  private final ParquetWriter<Group> writer;

  /**
   * @param out closed with this
   * @param fields columns by their CloudFront names
   */
  public ParquetLogFile(OutputStream out, List<String> fields, CompressionCodecName codec)
      throws IOException {
    this(out, fields, codec, 128L * 1024 * 1024);
  }

  /** With row groups of about so many bytes. */
  public ParquetLogFile(
      OutputStream out, List<String> fields, CompressionCodecName codec, long rowGroupBytes)
      throws IOException {
    this.fields = fields;
    schema = schema(fields);
    writer = writer(out, schema, codec, rowGroupBytes);
  }

  /** A writer of rows of any schema. */
  public static ParquetWriter<Group> writer(
      OutputStream out, MessageType schema, CompressionCodecName codec, long rowGroupBytes)
      throws IOException {
    return ExampleParquetWriter.builder(new Target(out))
        .withType(schema)
        .withConf(new PlainParquetConfiguration())
        .withCodecFactory(new ParquetCompression())
        .withCompressionCodec(codec)
        .withRowGroupSize(rowGroupBytes)
        .withMinRowCountForPageSizeCheck(10)
        .build();
  }

  /** Writes a row. */
  public void write(LoggedRequest request) throws IOException {
    Group row = new SimpleGroup(schema);
    for (int column = 0; column < fields.size(); column++) {
      row.add(column, request.value(fields.get(column)));
    }
    writer.write(row);
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }

  /** The name of a column: {@code cs(User-Agent)} is {@code cs_user_agent}. */
  public static String column(String field) {
    return field.toLowerCase(Locale.ROOT).replace('-', '_').replace('(', '_').replace(")", "");
  }

  private static MessageType schema(List<String> fields) {
    Types.MessageTypeBuilder builder = Types.buildMessage();
    for (String field : fields) {
      builder
          .optional(PrimitiveTypeName.BINARY)
          .as(LogicalTypeAnnotation.stringType())
          .named(column(field));
    }
    return builder.named("log");
  }

  /** A stream that knows how much was written. */
  private record Target(OutputStream out) implements OutputFile {
    @Override
    public PositionOutputStream create(long blockSize) {
      return new PositionOutputStream() {
        private long position;

        @Override
        public long getPos() {
          return position;
        }

        @Override
        public void write(int b) throws IOException {
          out.write(b);
          position++;
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
          out.write(bytes, from, count);
          position += count;
        }

        @Override
        public void close() throws IOException {
          out.close();
        }
      };
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSize) {
      return create(blockSize);
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }
  }
}
