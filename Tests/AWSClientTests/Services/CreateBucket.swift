import AWSClient
import HTTPTypes

/// An operation defined outside the library.
struct CreateBucket: AWSOperation {
    static let service = AWSService.s3
    static let name = "CreateBucket"

    let bucket: String
    let region: String

    func request() throws -> WireRequest {
        let body =
            "<CreateBucketConfiguration><LocationConstraint>\(region)</LocationConstraint></CreateBucketConfiguration>"
        return WireRequest(method: .put, path: "/" + bucket, body: Array(body.utf8))
    }

    static func output(of response: WireResponse) throws -> EmptyOutput { EmptyOutput() }
}
