internal import HTTPCore
internal import HTTPTypes

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// What S3 says about an object beside its content.
public struct ObjectMetadata: Sendable, Hashable {
    /// The entity tag, with its quotes: what a conditional request names.
    public let entityTag: String?
    /// How many bytes it has; nil if the answer does not tell.
    public let length: Int?
    /// The content's type.
    public let contentType: String?
    /// When it was written.
    public let lastModified: Date?
    /// The version, in a bucket that keeps versions.
    public let versionID: String?

    /// Reads an answer's header fields.
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
