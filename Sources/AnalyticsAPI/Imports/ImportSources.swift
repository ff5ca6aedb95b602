/// The objects that clients may import: whole buckets, and prefixes of keys.
///
/// The server reads objects with its own credentials. Without this list, a key with the scope `ingest` could read whatever they
/// can ("The confused deputy problem", AWS Identity and Access Management User Guide).
package struct ImportSources: Sendable, Hashable {
    /// A bucket, and the prefix of the keys in it.
    private struct Source: Sendable, Hashable {
        let bucket: String
        /// Empty, or ends with a slash.
        let prefix: String
    }

    private let sources: [Source]

    /// The form of the list, for messages.
    package static let expected =
        "s3://BUCKET or s3://BUCKET/PREFIX/ with a slash at the end, separated by commas"

    /// Parses a list of `s3://BUCKET` and `s3://BUCKET/PREFIX/`.
    ///
    /// - Returns: `nil` if an entry has another form. A prefix without a slash at its end would include its neighbours: `a/b` also
    ///   means `a/bc`.
    package init?(_ text: String) {
        var sources: [Source] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let url = part.drop { $0 == " " }
            guard url.hasPrefix(ObjectReference.scheme) else { return nil }
            let rest = url.dropFirst(ObjectReference.scheme.count)
            let bucket = rest.prefix { $0 != "/" }
            let prefix = rest.dropFirst(bucket.count + 1)
            guard ObjectReference.isBucket(String(bucket)), prefix.isEmpty || prefix.hasSuffix("/"),
                prefix.isEmpty || ObjectReference(bucket: String(bucket), key: String(prefix) + "x") != nil
            else { return nil }
            sources.append(Source(bucket: String(bucket), prefix: String(prefix)))
        }
        self.sources = sources
    }

    /// Returns `true` if clients may import an object.
    package func allows(_ object: ObjectReference) -> Bool {
        sources.contains { $0.bucket == object.bucket && object.key.utf8.starts(with: $0.prefix.utf8) }
    }
}
