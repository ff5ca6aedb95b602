import Models

/// The saved query that a link shows, as a part of the link's stored rights.
struct LinkTarget: Sendable, Hashable {
    /// The dataset's name.
    let dataset: Identifier
    /// The dataset's id: a link does not show a later dataset of the same name.
    let datasetID: Int64
    /// The saved query's name.
    let query: Identifier
    /// The time of the saved query's creation: a link does not show a later query of the same name.
    let createdAt: Timestamp
    /// The owner of the link among the API's clients, whose limits its requests count against; `nil` for an administrator without
    /// an API key.
    let owner: String?
    /// The origins whose pages may show the link's page in a frame.
    let frameAncestors: [String]

    /// Creates a target.
    init(
        dataset: Identifier, datasetID: Int64, query: Identifier, createdAt: Timestamp, owner: String?,
        frameAncestors: [String]
    ) {
        self.dataset = dataset
        self.datasetID = datasetID
        self.query = query
        self.createdAt = createdAt
        self.owner = owner
        self.frameAncestors = frameAncestors
    }

    /// Returns `true` if the link shows a saved query.
    func shows(_ query: Identifier, createdAt: Timestamp, of dataset: Int64) -> Bool {
        self.query == query && self.createdAt == createdAt && datasetID == dataset
    }

    /// The target as JSON, for the store.
    var json: JSONValue {
        var members = [
            JSONMember(key: "dataset", value: .string(dataset.rawValue)),
            JSONMember(key: "datasetId", value: .number(String(datasetID))),
            JSONMember(key: "query", value: .string(query.rawValue)),
            JSONMember(key: "createdAt", value: .number(String(createdAt.microseconds))),
        ]
        if let owner { members.append(JSONMember(key: "owner", value: .string(owner))) }
        if !frameAncestors.isEmpty {
            members.append(
                JSONMember(key: "frameAncestors", value: .array(frameAncestors.map { .string($0) })))
        }
        return .object(members)
    }

    /// Reads ``json``.
    ///
    /// - Throws: ``APIError`` for any other JSON: a newer version of the program wrote it, and then nothing opens the link.
    init(json: JSONValue) throws(APIError) {
        guard case .object(let members) = json, Set(members.map(\.key)).isSubset(of: Self.keys),
            case .string(let datasetName)? = json["dataset"], case .number(let datasetNumber)? = json["datasetId"],
            case .string(let queryName)? = json["query"], case .number(let created)? = json["createdAt"],
            let dataset = try? Identifier(datasetName), let query = try? Identifier(queryName),
            let datasetID = Int64(datasetNumber), let createdAt = Int64(created)
        else { throw .linkNotFound }
        var owner: String?
        if let value = json["owner"] {
            guard case .string(let text) = value else { throw .linkNotFound }
            owner = text
        }
        var ancestors: [String] = []
        if let value = json["frameAncestors"] {
            guard case .array(let values) = value else { throw .linkNotFound }
            for value in values {
                guard case .string(let text) = value, let origin = Self.frameAncestor(text) else {
                    throw .linkNotFound
                }
                ancestors.append(origin)
            }
        }
        self.init(
            dataset: dataset, datasetID: datasetID, query: query, createdAt: Timestamp(microseconds: createdAt),
            owner: owner, frameAncestors: ancestors)
    }

    private static let keys: Set<String> = ["dataset", "datasetId", "query", "createdAt", "owner", "frameAncestors"]

    /// Returns an origin as a source of `frame-ancestors` (Content Security Policy Level 3, section 6.4.2); `nil` for another
    /// text. Hosts with characters that end a source or a directive are refused.
    static func frameAncestor(_ text: String) -> String? {
        guard let origin = OriginPolicy.normalized(text),
            origin.utf8.allSatisfy({ byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
                default: ".-:/[]".utf8.contains(byte)
                }
            })
        else { return nil }
        return origin
    }
}
