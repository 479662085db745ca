package ai.cequence.cloudfront.source.s3.discovery;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket, listed with the AWS SDK; it needs {@code s3:ListBucket}. */
final class S3ObjectStore implements ObjectStore {
  private final S3Client client;
  private final String bucket;
  private final String root;

  /**
   * @param scheme under which the bucket is read: {@code s3} or {@code s3a}
   * @param endpoint of an emulator or VPC endpoint, else null
   */
  S3ObjectStore(String scheme, String bucket, @Nullable URI endpoint) {
    this.bucket = bucket;
    this.root = scheme + "://" + bucket + '/';
    this.client = client(endpoint);
  }

  private static S3Client client(@Nullable URI endpoint) {
    var builder =
        S3Client.builder()
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(Duration.ofSeconds(5))
                    .socketTimeout(Duration.ofSeconds(20)))
            .overrideConfiguration(o -> o.apiCallTimeout(Duration.ofSeconds(60)));
    if (endpoint == null) {
      return builder.crossRegionAccessEnabled(true).region(region()).build();
    }
    return builder.endpointOverride(endpoint).forcePathStyle(true).region(region()).build();
  }

  /**
   * The SDK insists on a region, and one that is not set would end the job before it could say so.
   * Any will do: emulators do not mind, and a bucket elsewhere tells where it is.
   */
  static Region region() {
    try {
      return DefaultAwsRegionProviderChain.builder().build().getRegion();
    } catch (SdkException e) {
      return Region.US_EAST_1;
    }
  }

  @Override
  public ListingPage list(ListingRequest request) {
    ListObjectsV2Request call =
        ListObjectsV2Request.builder()
            .bucket(bucket)
            .prefix(request.prefix())
            .delimiter(request.delimiter())
            .startAfter(request.after())
            .continuationToken(request.token())
            .maxKeys(request.most())
            .encodingType(EncodingType.URL)
            .build();
    return page(client.listObjectsV2(call));
  }

  private static ListingPage page(ListObjectsV2Response response) {
    List<StoredObject> objects = response.contents().stream().map(S3ObjectStore::object).toList();
    List<String> groups = response.commonPrefixes().stream().map(CommonPrefix::prefix).toList();
    boolean truncated = Boolean.TRUE.equals(response.isTruncated());
    return new ListingPage(objects, groups, truncated ? response.nextContinuationToken() : null);
  }

  private static StoredObject object(S3Object object) {
    String etag = object.eTag();
    return new StoredObject(
        object.key(),
        object.size(),
        object.lastModified(),
        etag == null ? null : etag.replace("\"", ""));
  }

  @Override
  public String root() {
    return root;
  }

  @Override
  public void close() {
    client.close();
  }
}
