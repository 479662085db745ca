package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.local.BridgeSimulator;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.base.sink.AsyncSinkBase;
import org.apache.flink.connector.base.sink.writer.AsyncSinkWriter;
import org.apache.flink.connector.base.sink.writer.AsyncSinkWriterStateSerializer;
import org.apache.flink.connector.base.sink.writer.BufferedRequestState;
import org.apache.flink.connector.base.sink.writer.DequeRequestBuffer;
import org.apache.flink.connector.base.sink.writer.ResultHandler;
import org.apache.flink.connector.base.sink.writer.SimpleBatchCreator;
import org.apache.flink.connector.base.sink.writer.config.AsyncSinkWriterConfiguration;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.jspecify.annotations.Nullable;

/**
 * What a sink on Flink's {@code AsyncSinkWriter} is without more: lines in requests of {@value
 * #BATCH}, eight under way, and what is not answered with 2xx goes back to the writer. To measure
 * the project's own sink against.
 */
final class StockSink extends AsyncSinkBase<String, String> {
  private static final long serialVersionUID = 1L;

  private static final int BATCH = 250;
  private static final int IN_FLIGHT = 8;
  private static final int BUFFERED = 10_000;
  private static final long BATCH_BYTES = 1_000_000;
  private static final long BUFFER_MILLIS = 1_000;
  private static final long LINE_BYTES = 100_000;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final URI ingest;

  /**
   * @param ingest where requests go
   */
  StockSink(URI ingest) {
    super(
        (line, context) -> line,
        BATCH,
        IN_FLIGHT,
        BUFFERED,
        BATCH_BYTES,
        BUFFER_MILLIS,
        LINE_BYTES);
    this.ingest = ingest;
  }

  @Override
  public StatefulSinkWriter<String, BufferedRequestState<String>> createWriter(
      WriterInitContext context) {
    return restoreWriter(context, List.of());
  }

  @Override
  public StatefulSinkWriter<String, BufferedRequestState<String>> restoreWriter(
      WriterInitContext context, Collection<BufferedRequestState<String>> state) {
    return new Writer(this, context, state);
  }

  @Override
  public SimpleVersionedSerializer<BufferedRequestState<String>> getWriterStateSerializer() {
    return new StateSerializer();
  }

  private static final class Writer extends AsyncSinkWriter<String, String> {
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI ingest;

    Writer(
        StockSink sink, WriterInitContext context, Collection<BufferedRequestState<String>> state) {
      super(
          sink.getElementConverter(),
          context,
          AsyncSinkWriterConfiguration.builder()
              .setMaxBatchSize(sink.getMaxBatchSize())
              .setMaxBatchSizeInBytes(sink.getMaxBatchSizeInBytes())
              .setMaxInFlightRequests(sink.getMaxInFlightRequests())
              .setMaxBufferedRequests(sink.getMaxBufferedRequests())
              .setMaxTimeInBufferMS(sink.getMaxTimeInBufferMS())
              .setMaxRecordSizeInBytes(sink.getMaxRecordSizeInBytes())
              .build(),
          state,
          new SimpleBatchCreator<>(sink.getMaxBatchSizeInBytes()),
          new DequeRequestBuffer<>());
      this.ingest = sink.ingest;
    }

    @Override
    protected void submitRequestEntries(List<String> lines, ResultHandler<String> handler) {
      HttpRequest request =
          HttpRequest.newBuilder(ingest)
              .timeout(TIMEOUT)
              .header("Authorization", BridgeSimulator.AUTHORIZATION)
              .POST(BodyPublishers.ofString(String.join("\n", lines)))
              .build();
      var unused =
          client
              .sendAsync(request, BodyHandlers.discarding())
              .whenComplete((answer, failure) -> settle(lines, handler, answer));
    }

    private static void settle(
        List<String> lines, ResultHandler<String> handler, @Nullable HttpResponse<Void> answer) {
      if (answer != null && answer.statusCode() / 100 == 2) {
        handler.complete();
      } else {
        handler.retryForEntries(lines);
      }
    }

    @Override
    protected long getSizeInBytes(String line) {
      return line.length();
    }
  }

  private static final class StateSerializer extends AsyncSinkWriterStateSerializer<String> {
    @Override
    protected void serializeRequestToStream(String line, DataOutputStream out) throws IOException {
      out.write(line.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    protected String deserializeRequestFromStream(long bytes, DataInputStream in)
        throws IOException {
      return new String(in.readNBytes((int) bytes), StandardCharsets.UTF_8);
    }

    @Override
    public int getVersion() {
      return 1;
    }
  }
}
