import Explorer
import HTTPTypes
import NIOCore

/// A file of the explorer in the codings in which it is served.
struct ServedAsset: Sendable {
    /// The file.
    let asset: ExplorerAsset
    private let plain: ByteBuffer
    private let compressed: ByteBuffer?

    private init(_ asset: ExplorerAsset) {
        self.asset = asset
        plain = ByteBuffer(string: asset.text)
        compressed = GzipEncoder.encode(Array(asset.text.utf8)).map { ByteBuffer(bytes: $0) }
    }

    /// All files, compressed once for the process.
    private static let all = Dictionary(uniqueKeysWithValues: ExplorerAsset.all.map { ($0.name, ServedAsset($0)) })

    /// Returns the file with a name.
    static func named(_ name: String) -> ServedAsset? { all[name] }

    /// Returns the body for a client, with its entity tag: a strong tag differs between codings (RFC 9110, section 8.8.3.3).
    func body(for headers: HTTPFields) -> (bytes: ByteBuffer, tag: EntityTag, coding: String?) {
        guard let compressed, Self.acceptsGzip(headers) else {
            return (plain, EntityTag(isWeak: false, opaque: ExplorerAsset.version), nil)
        }
        return (compressed, EntityTag(isWeak: false, opaque: ExplorerAsset.version + "-gzip"), "gzip")
    }

    /// `true` if `Accept-Encoding` lists gzip, with any weight but 0.
    static func acceptsGzip(_ headers: HTTPFields) -> Bool {
        headers[values: .acceptEncoding].flatMap { $0.lowercased().split(separator: ",") }.contains { coding in
            let parts = coding.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            guard parts.first == "gzip" || parts.first == "*" else { return false }
            return !parts.dropFirst().contains { $0.hasPrefix("q=") && Double($0.dropFirst(2)) == 0 }
        }
    }
}
