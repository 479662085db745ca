package ai.cequence.cloudfront.testing.kinesis;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** As much of CBOR as Kinesis and its SDK speak. An instant is a tag 1 and milliseconds. */
final class MiniCbor {
  private static final int BREAK = 0xFF;

  private final ByteBuffer in;

  private MiniCbor(byte[] bytes) {
    in = ByteBuffer.wrap(bytes);
  }

  static Object read(byte[] bytes) {
    return new MiniCbor(bytes).value();
  }

  private Object value() {
    int head = in.get() & 0xFF;
    int low = head & 0x1F;
    return switch (head >> 5) {
      case 0 -> number(low);
      case 1 -> -1 - number(low);
      case 2 -> bytes(low);
      case 3 -> new String(bytes(low), StandardCharsets.UTF_8);
      case 4 -> list(low);
      case 5 -> map(low);
      case 6 -> tagged(low);
      default -> simple(low);
    };
  }

  private Object tagged(int low) {
    long unused = number(low);
    return value();
  }

  private Object simple(int low) {
    return switch (low) {
      case 20 -> false;
      case 21 -> true;
      case 22 -> null;
      case 26 -> (double) in.getFloat();
      case 27 -> in.getDouble();
      default -> throw new IllegalArgumentException("Simple value " + low);
    };
  }

  private long number(int low) {
    return switch (low) {
      case 24 -> in.get() & 0xFF;
      case 25 -> in.getShort() & 0xFFFF;
      case 26 -> in.getInt() & 0xFFFF_FFFFL;
      case 27 -> in.getLong();
      default -> low;
    };
  }

  private byte[] bytes(int low) {
    if (low == 31) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      while (!atBreak()) {
        all.writeBytes(bytes(in.get() & 0x1F));
      }
      return all.toByteArray();
    }
    byte[] bytes = new byte[(int) number(low)];
    in.get(bytes);
    return bytes;
  }

  private List<Object> list(int low) {
    List<Object> list = new ArrayList<>();
    long count = low == 31 ? Long.MAX_VALUE : number(low);
    for (long i = 0; i < count && !(low == 31 && atBreak()); i++) {
      list.add(value());
    }
    return list;
  }

  private Map<String, Object> map(int low) {
    Map<String, Object> map = new LinkedHashMap<>();
    long count = low == 31 ? Long.MAX_VALUE : number(low);
    for (long i = 0; i < count && !(low == 31 && atBreak()); i++) {
      String key = String.valueOf(value());
      map.put(key, value());
    }
    return map;
  }

  private boolean atBreak() {
    if ((in.get(in.position()) & 0xFF) != BREAK) {
      return false;
    }
    in.get();
    return true;
  }

  static byte[] write(Object value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      write(value, new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(Object value, DataOutputStream out) throws IOException {
    if (value == null) {
      out.writeByte(0xF6);
    } else if (value instanceof Boolean bool) {
      out.writeByte(bool ? 0xF5 : 0xF4);
    } else if (value instanceof Number number) {
      head(0, number.longValue(), out);
    } else if (value instanceof Instant instant) {
      out.writeByte(0xC1);
      head(0, instant.toEpochMilli(), out);
    } else if (value instanceof byte[] bytes) {
      head(2, bytes.length, out);
      out.write(bytes);
    } else if (value instanceof List<?> list) {
      head(4, list.size(), out);
      for (Object each : list) {
        write(each, out);
      }
    } else if (value instanceof Map<?, ?> map) {
      head(5, map.size(), out);
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        write(entry.getKey(), out);
        write(entry.getValue(), out);
      }
    } else {
      byte[] text = value.toString().getBytes(StandardCharsets.UTF_8);
      head(3, text.length, out);
      out.write(text);
    }
  }

  private static void head(int type, long number, DataOutputStream out) throws IOException {
    out.writeByte((type << 5) | 27);
    out.writeLong(number);
  }
}
