public import AWSClient
internal import HTTPTypes

/// The creation of a bucket, an operation defined outside the library.
public struct CreateBucket: AWSOperation {
    /// S3.
    public static let service = AWSService.s3
    /// The operation's name in logs.
    public static let name = "CreateBucket"

    let bucket: String
    let region: String

    /// Creates a request for a bucket in a region.
    public init(bucket: String, region: String) {
        self.bucket = bucket
        self.region = region
    }

    /// Returns the request with the bucket's name in its path.
    public func request() throws -> WireRequest {
        let body =
            "<CreateBucketConfiguration><LocationConstraint>\(region)</LocationConstraint></CreateBucketConfiguration>"
        return WireRequest(method: .put, path: "/" + bucket, body: Array(body.utf8))
    }

    /// Returns nothing: the answer has no body.
    public static func output(of response: WireResponse) throws -> EmptyOutput { EmptyOutput() }
}
