/// A source of the documents that identity providers publish: their configuration and their keys.
///
/// The implementation for the network and the twin in the tests are the only parts that perform I/O.
package protocol KeyDocumentSource: Sendable {
    /// Returns a document.
    ///
    /// - Parameters:
    ///   - url: The URL, with the scheme `https`, or `http` on a loopback address.
    ///   - limit: The maximum length, in bytes.
    /// - Throws: ``KeyDocumentError``.
    func document(at url: String, limit: Int) async throws(KeyDocumentError) -> [UInt8]
}

/// The reason why a document could not be fetched.
package struct KeyDocumentError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of failure.
    package enum Kind: Sendable, Hashable {
        /// The provider answered that the document does not exist.
        case notFound
        /// Any other failure.
        case unavailable
    }

    /// The kind of failure.
    package let kind: Kind
    /// The reason as a sentence, for the log.
    package let description: String

    /// Creates an error.
    package init(_ description: String, kind: Kind = .unavailable) {
        self.kind = kind
        self.description = description
    }
}
