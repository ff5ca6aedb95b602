package import Models

/// The rights of a key.
package struct KeyPolicy: Sendable, Hashable {
    /// The scopes.
    package var scopes: Set<AccessScope>
    /// The datasets, filters and hidden columns.
    package var restrictions: AccessRestrictions
    /// The limits on requests.
    package var limits: RequestLimits
    /// The saved query that a link shows; `nil` for the rights of a key. No client can request it for a key.
    var link: LinkTarget?

    /// Creates a policy.
    package init(
        scopes: Set<AccessScope>, restrictions: AccessRestrictions = .none, limits: RequestLimits = .none
    ) {
        self.scopes = scopes
        self.restrictions = restrictions
        self.limits = limits
    }

    /// Reads the text of ``stored``.
    init(stored text: String) throws {
        var reader = KeyPolicyReader()
        let json = try JSONValue(parsing: text)
        let known = KeyPolicyReader.keys + ["link"]
        guard let object = JSONObject(json, at: "", known: known, items: &reader.items) else {
            throw reader.error
        }
        self = try reader.policy(object)
        if let target = object["link"] { link = try LinkTarget(json: target) }
    }

    /// The policy as JSON, for the store and for descriptions.
    package var json: JSONValue {
        var members = [
            JSONMember(key: "scopes", value: .array(scopes.map(\.rawValue).sorted().map { .string($0) }))
        ]
        if let datasets = restrictions.datasets {
            members.append(
                JSONMember(key: "datasets", value: .array(datasets.sorted().map { .string($0.rawValue) })))
        }
        let views = restrictions.views.sorted { $0.key < $1.key }
        let filters = views.filter { !$0.value.filters.isEmpty }.map {
            JSONMember(key: $0.key.rawValue, value: .array($0.value.filters.map(\.json)))
        }
        if !filters.isEmpty { members.append(JSONMember(key: "filters", value: .object(filters))) }
        let hidden = views.filter { !$0.value.hiddenColumns.isEmpty }.map {
            JSONMember(
                key: $0.key.rawValue, value: .array($0.value.hiddenColumns.sorted().map { .string($0.rawValue) }))
        }
        if !hidden.isEmpty { members.append(JSONMember(key: "hiddenColumns", value: .object(hidden))) }
        if limits != .none { members.append(JSONMember(key: "limits", value: limits.json)) }
        if let link { members.append(JSONMember(key: "link", value: link.json)) }
        return .object(members)
    }

    /// The text that a store keeps.
    var stored: String { json.description }
}

extension Filter {
    /// The filter as a query writes it.
    var json: JSONValue {
        switch self {
        case .and(let filters): .object([JSONMember(key: "and", value: .array(filters.map(\.json)))])
        case .or(let filters): .object([JSONMember(key: "or", value: .array(filters.map(\.json)))])
        case .member(let name, let comparison, let values):
            .object([
                JSONMember(key: "member", value: .string(name)),
                JSONMember(key: "operator", value: .string(comparison.rawValue)),
                JSONMember(
                    key: "values",
                    value: .array(
                        values.map { value in
                            switch value {
                            case .null: .null
                            case .string(let text): .string(text)
                            case .number(let text): .number(text)
                            case .boolean(let truth): .bool(truth)
                            }
                        })),
            ])
        }
    }
}

extension RequestLimits {
    /// The limits as a request for a key writes them.
    fileprivate var json: JSONValue {
        var members: [JSONMember] = []
        if !requests.isEmpty {
            members.append(JSONMember(key: "requests", value: .array(requests.map(\.json))))
        }
        func add(_ key: String, _ number: Int?) {
            if let number { members.append(JSONMember(key: key, value: .number(String(number)))) }
        }
        add("concurrent", concurrent)
        add("concurrentQueries", concurrentQueries)
        for meter in LimitMeter.allCases {
            if let quota = meters[meter] { members.append(JSONMember(key: meter.rawValue, value: quota.json)) }
        }
        add("groups", groups)
        add("planCost", planCost)
        if let range = maximumDays.flatMap(Retention.init(days:)) {
            members.append(JSONMember(key: "maxRange", value: .string(range.description)))
        }
        return .object(members)
    }
}

extension RequestQuota {
    /// The quota as a request for a key writes it.
    fileprivate var json: JSONValue {
        .object([
            JSONMember(key: "quota", value: .number(String(quota))),
            JSONMember(key: "windowSeconds", value: .number(String(window))),
        ])
    }
}
