import ServerContract

/// The objects that clients may import: whole buckets, and prefixes of keys.
///
/// The server reads objects with its own credentials. Without this list, a key with the scope `ingest` could read whatever they
/// can ("The confused deputy problem", AWS Identity and Access Management User Guide).
package struct ImportSources: Sendable, Hashable {
    private let places: [ImportPlace]

    /// The form of the list, for messages.
    package static var expected: String { ImportPlace.expectedList }

    /// Parses a list of `s3://BUCKET` and `s3://BUCKET/PREFIX/`.
    ///
    /// - Returns: `nil` if an entry has another form.
    package init?(_ text: String) {
        guard let places = ImportPlace.list(text) else { return nil }
        self.places = places
    }

    /// Returns `true` if clients may import an object.
    package func allows(_ object: ObjectReference) -> Bool {
        places.contains { $0.bucket == object.bucket && object.key.utf8.starts(with: $0.prefix.utf8) }
    }
}
