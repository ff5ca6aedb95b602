package import AWSClient
internal import HTTPTypes

/// `DeleteObject` of S3.
///
/// In a bucket with versions the object's old versions stay, and a write with the condition ``ObjectOperations/PutObject/Condition/isAbsent``
/// succeeds afterwards.
package struct DeleteObject: AWSOperation {
    /// S3.
    package static let service = AWSService.s3
    /// `DeleteObject`.
    package static let name = "DeleteObject"

    /// The bucket.
    package var location: BucketLocation
    /// The object's key.
    package var key: String
    /// The entity tag that the object must have; nil deletes any object.
    package var entityTag: String?

    /// Creates the operation.
    package init(location: BucketLocation, key: String, entityTag: String? = nil) {
        self.location = location
        self.key = key
        self.entityTag = entityTag
    }

    /// Encodes the request, without a body.
    package func request() throws -> WireRequest {
        // The encoding of keys is that of a read.
        var wire = try ObjectOperations.HeadObject(location: location, key: key).request()
        wire.method = .delete
        if let entityTag { wire.fields[.ifMatch] = entityTag }
        return wire
    }

    /// Decodes a response without a body.
    package static func output(of response: WireResponse) throws {}
}
