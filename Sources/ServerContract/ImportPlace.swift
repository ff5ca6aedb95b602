/// A place in Amazon S3 that clients may import objects from: a bucket, or the keys below a prefix in it.
///
/// The server reads a list of places from ``ServerVariable/importSources``; infrastructure writes it, and grants the same places
/// to the server's role.
package struct ImportPlace: Sendable, Hashable, CustomStringConvertible {
    /// The bucket.
    package let bucket: String
    /// The beginning of the keys: empty, or ends with a slash.
    package let prefix: String

    /// The form of a place, for messages.
    package static let expected = "s3://BUCKET or s3://BUCKET/PREFIX/ with a slash at the end"
    /// The form of a list of places, for messages.
    package static let expectedList = expected + ", separated by commas"

    /// Parses `s3://BUCKET` or `s3://BUCKET/PREFIX/`.
    ///
    /// - Returns: `nil` for another form. A prefix without a slash at its end would include its neighbours: `a/b` also means
    ///   `a/bc`. A comma separates the places of a list.
    package init?(_ text: String) {
        guard text.hasPrefix(ObjectNaming.scheme), !text.utf8.contains(UInt8(ascii: ",")) else { return nil }
        let rest = text.dropFirst(ObjectNaming.scheme.count)
        let bucket = String(rest.prefix { $0 != "/" })
        let prefix = String(rest.dropFirst(bucket.count + 1))
        guard ObjectNaming.isBucket(bucket), prefix.isEmpty || prefix.hasSuffix("/"),
            prefix.isEmpty || ObjectNaming.isKey(prefix + "x")
        else { return nil }
        self.bucket = bucket
        self.prefix = prefix
    }

    /// The place as ``init(_:)`` reads it.
    package var description: String {
        ObjectNaming.scheme + bucket + (prefix.isEmpty ? "" : "/" + prefix)
    }

    /// Parses places that commas separate, with spaces before each.
    ///
    /// - Returns: `nil` if an entry has another form.
    package static func list(_ text: String) -> [ImportPlace]? {
        var places: [ImportPlace] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let place = ImportPlace(String(part.drop { $0 == " " })) else { return nil }
            places.append(place)
        }
        return places
    }

    /// The text that ``list(_:)`` reads.
    package static func text(of places: [ImportPlace]) -> String {
        places.map(\.description).joined(separator: ",")
    }
}
