import AWSClient
import AnalyticsAPI
import Basics
import HTTPTypes

/// `GetObject` of a range of an object's bytes.
struct ReadObjectPart: AWSOperation {
    static let service = AWSService.s3
    static let name = "GetObject"

    let location: BucketLocation
    let object: ObjectReference
    let offset: Int
    let count: Int
    /// The entity tag that the object must have; `nil` for any. With another one, the error's code is `PreconditionFailed`.
    let entityTag: String?

    func request() throws -> WireRequest {
        let query = object.version.map { "?versionId=" + PercentEncoding.encode($0) } ?? ""
        var wire = WireRequest(
            method: .get, path: try location.path(key: object.key) + query, hostPrefix: location.hostPrefix)
        wire.fields[.range] = "bytes=\(offset)-\(offset + count - 1)"
        if let entityTag { wire.fields[.ifMatch] = entityTag }
        return wire
    }

    /// The decoded response.
    struct Output: Sendable {
        /// The part.
        let part: ObjectPart
        /// The first byte of the part.
        let offset: Int
    }

    static func output(of response: WireResponse) throws -> Output {
        let fields = response.head.headerFields
        // A service that ignores ranges answers with the whole object.
        let isWhole = response.head.status == .ok
        let (offset, total) = try isWhole ? (0, response.body.count) : place(fields[.contentRange])
        guard let tag = fields[.eTag] else { throw WireRequest.InvalidInputError("the object has no entity tag") }
        let coding = fields[.contentEncoding]?.lowercased() ?? ""
        guard ["", "identity", "gzip", "x-gzip", "aws-chunked"].contains(coding) else {
            throw WireRequest.InvalidInputError("the object has a content encoding other than gzip")
        }
        let part = ObjectPart(
            bytes: response.body, total: total, entityTag: tag, version: response.field("x-amz-version-id"),
            contentType: fields[.contentType])
        return Output(part: part, offset: offset)
    }

    /// Returns the first byte and the size of the object in `bytes FIRST-LAST/SIZE` (RFC 9110, section 14.4).
    private static func place(_ range: String?) throws -> (offset: Int, total: Int) {
        let parts = (range ?? "").split(separator: "/", omittingEmptySubsequences: false)
        let unit = "bytes "
        guard parts.count == 2, parts[0].hasPrefix(unit), let total = Int(parts[1]), total >= 0,
            let offset = Int(parts[0].dropFirst(unit.count).prefix { $0 != "-" })
        else { throw WireRequest.InvalidInputError("the response has no place in the object in Content-Range") }
        return (offset, total)
    }
}
