internal import HTTPCore
internal import HTTPTypes

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The metadata of an S3 object.
package struct ObjectMetadata: Sendable, Hashable {
    /// The entity tag with its quotes, for conditional requests.
    package let entityTag: String?
    /// The number of bytes; nil if the response does not tell.
    package let length: Int?
    /// The content type.
    package let contentType: String?
    /// The time of the last write.
    package let lastModified: Date?
    /// The version, in a bucket with versioning.
    package let versionID: String?

    /// Decodes a response's header fields.
    init(_ response: WireResponse) {
        let fields = response.head.headerFields
        entityTag = fields[.eTag]
        length = fields[.contentLength].flatMap { Int($0) }
        contentType = fields[.contentType]
        lastModified = fields[.lastModified].flatMap(HTTPDate.secondsSinceEpoch)
            .map { Date(timeIntervalSince1970: Double($0)) }
        versionID = response.field("x-amz-version-id")
    }
}
