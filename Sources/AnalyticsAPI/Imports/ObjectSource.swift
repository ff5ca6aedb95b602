/// Reads objects of Amazon S3.
package protocol ObjectSource: Sendable {
    /// Reads a part of an object.
    ///
    /// - Parameters:
    ///   - object: The object.
    ///   - offset: The part's first byte.
    ///   - count: The maximum number of bytes.
    ///   - entityTag: The entity tag that the object must have; `nil` for any.
    /// - Throws: ``ObjectSourceError``.
    func part(
        of object: ObjectReference, from offset: Int, atMost count: Int, entityTag: String?
    ) async throws(ObjectSourceError) -> ObjectPart
}
