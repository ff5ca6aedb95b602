/// A part of an object of Amazon S3.
package struct ObjectPart: Sendable, Hashable {
    /// The bytes.
    package let bytes: [UInt8]
    /// The size of the whole object, in bytes.
    package let total: Int
    /// The object's entity tag, with its quotes.
    package let entityTag: String
    /// The object's version; `nil` in a bucket without versioning.
    package let version: String?
    /// The object's content type.
    package let contentType: String?

    /// Creates a part.
    package init(bytes: [UInt8], total: Int, entityTag: String, version: String? = nil, contentType: String? = nil) {
        self.bytes = bytes
        self.total = total
        self.entityTag = entityTag
        self.version = version
        self.contentType = contentType
    }
}
