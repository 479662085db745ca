package ai.cequence.cloudfront.source.s3;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Makes a line of JSON of each row: strings as they are, numbers and dates as such; columns without
 * a value are left out.
 */
final class ParquetRows extends RecordMaterializer<byte[]> {
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
  private final Row row;

  /**
   * @param schema flat
   */
  ParquetRows(MessageType schema) {
    row = new Row(schema.getFields(), line);
  }

  /** The row's line, its line feed included. */
  @Override
  public byte[] getCurrentRecord() {
    return line.toByteArray();
  }

  @Override
  public GroupConverter getRootConverter() {
    return row;
  }

  /** Writes an object. */
  private static final class Row extends GroupConverter {
    private static final JsonFactory JSON = new JsonFactory();

    private final ByteArrayOutputStream line;
    private final Converter[] columns;
    private final JsonGenerator json;

    Row(List<Type> types, ByteArrayOutputStream line) {
      this.line = line;
      try {
        json = JSON.createGenerator(line, JsonEncoding.UTF8).setRootValueSeparator(null);
      } catch (IOException e) {
        throw new UncheckedIOException("Memory cannot fail", e);
      }
      columns = types.stream().map(type -> new Column(type, json)).toArray(Converter[]::new);
    }

    @Override
    public Converter getConverter(int column) {
      return columns[column];
    }

    @Override
    public void start() {
      line.reset();
      write(JsonGenerator::writeStartObject);
    }

    @Override
    public void end() {
      write(
          generator -> {
            generator.writeEndObject();
            generator.flush();
          });
      line.write('\n');
    }

    private void write(Writing writing) {
      Column.unchecked(json, writing);
    }
  }

  private interface Writing {
    void write(JsonGenerator json) throws IOException;
  }

  /** Writes a member. */
  private static final class Column extends PrimitiveConverter {
    private final String name;
    private final boolean date;
    private final JsonGenerator json;

    Column(Type type, JsonGenerator json) {
      name = ParquetColumns.cloudFrontName(type.getName());
      date = type.getLogicalTypeAnnotation() instanceof DateLogicalTypeAnnotation;
      this.json = json;
    }

    @Override
    public void addBinary(Binary value) {
      byte[] utf8 = value.getBytesUnsafe();
      member(generator -> generator.writeUTF8String(utf8, 0, utf8.length));
    }

    @Override
    public void addInt(int value) {
      if (date) {
        member(
            generator -> generator.writeString(java.time.LocalDate.ofEpochDay(value).toString()));
      } else {
        member(generator -> generator.writeNumber(value));
      }
    }

    @Override
    public void addLong(long value) {
      member(generator -> generator.writeNumber(value));
    }

    @Override
    public void addDouble(double value) {
      member(generator -> generator.writeNumber(value));
    }

    @Override
    public void addFloat(float value) {
      member(generator -> generator.writeNumber(value));
    }

    @Override
    public void addBoolean(boolean value) {
      member(generator -> generator.writeBoolean(value));
    }

    private void member(Writing value) {
      unchecked(
          json,
          generator -> {
            generator.writeFieldName(name);
            value.write(generator);
          });
    }

    static void unchecked(JsonGenerator json, Writing writing) {
      try {
        writing.write(json);
      } catch (IOException e) {
        throw new UncheckedIOException("Memory cannot fail", e);
      }
    }
  }
}
