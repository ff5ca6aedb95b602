import Basics
import Diagnostics
import Models

/// A request for a link to a saved query.
struct LinkRequest: Sendable {
    /// The usual and the longest life of a link, in days.
    static let days: (usual: Int, most: Int) = (30, 366)
    /// The maximum number of origins whose pages may frame a link's page.
    static let maximumFrameAncestors = 10

    /// The name for people.
    let name: String
    /// The life in days.
    let days: Int
    /// The filters that are joined to the creator's.
    let filters: [Filter]
    /// The origins whose pages may show the link's page in a frame.
    let frameAncestors: [String]

    /// Reads `{name, days?, filters?, frameAncestors?}`. Filters may name the columns that exist for the client.
    ///
    /// - Throws: ``APIError`` with the mistakes.
    init(json: JSONValue, view: DatasetView) throws(APIError) {
        var reader = KeyPolicyReader()
        let known = ["name", "days", "filters", "frameAncestors"]
        guard
            let object = JSONObject(
                json, at: "", known: known, example: #"{"name": "for the team"}"#, items: &reader.items)
        else {
            throw .link(reader.items.all)
        }
        let name = reader.name(object)
        days = reader.number(object, "days", in: 1...Self.days.most) ?? Self.days.usual
        var filters: [Filter] = []
        if let value = object["filters"] {
            do throws(QueryError) {
                filters = try Filter.list(json: value)
                // Checked against what exists for the client: a filter on a hidden column would tell about its values.
                _ = try view.filter(filters, zone: .utc)
            } catch {
                for issue in error.issues where !reader.items.isFull {
                    reader.items.append(APIError.Item(issue, under: object.pointer(to: "filters")))
                }
            }
        }
        self.filters = filters
        frameAncestors = Self.frameAncestors(object, &reader)
        guard reader.items.isEmpty, let name else { throw .link(reader.items.all) }
        self.name = name
    }

    private static func frameAncestors(_ object: JSONObject, _ reader: inout KeyPolicyReader) -> [String] {
        guard let value = object["frameAncestors"] else { return [] }
        let pointer = object.pointer(to: "frameAncestors")
        guard case .array(let values) = value, (1...maximumFrameAncestors).contains(values.count) else {
            reader.items.append(
                .shape(
                    at: pointer, got: value,
                    expected:
                        "an array of 1 to \(maximumFrameAncestors) origins, such as [\"https://wiki.example.com\"]"))
            return []
        }
        var origins: [String] = []
        for (index, value) in values.enumerated() {
            let got = if case .string(let text) = value { text } else { value.kind }
            guard case .string(let text) = value, let origin = LinkTarget.frameAncestor(text) else {
                reader.items.append(
                    APIError.Item(
                        pointer: "\(pointer)/\(index)", code: QueryError.Code.invalidValue.rawValue,
                        detail: "got \(got.quotedForMessage), expected an origin such as https://wiki.example.com"))
                continue
            }
            origins.append(origin)
        }
        return origins
    }
}

extension APIError {
    /// Mistakes in a request for a link.
    fileprivate static func link(_ items: [Item]) -> APIError {
        let first = items.first
        let place = first?.pointer.map { $0.isEmpty ? "" : $0 + ": " } ?? ""
        return APIError(
            .invalidLink, place + (first?.detail ?? "the link is not valid") + NearestName.hint(first?.nearest),
            items: items)
    }

    /// A link that nothing opens. The answer is the same for an unknown, an expired and a revoked one.
    static let linkNotFound = APIError(
        .linkNotFound, "there is no such link; it may have expired or been revoked. Ask for a new one")
}
