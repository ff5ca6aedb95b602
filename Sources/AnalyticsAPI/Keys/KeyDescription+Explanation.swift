import Models

extension KeyDescription {
    /// The rights of a client with the key, in sentences, by the rules of ``AccessControl/authorize(_:_:on:)``.
    package var explanation: [String] {
        var lines = ["key \(id) (\(name)): \(state.rawValue)"]
        switch state {
        case .valid: if let expiresAt { lines.append("expires at \(expiresAt)") }
        case .expired: lines.append("requests get 401, since \(expiresAt.map { "\($0)" } ?? "its end")")
        case .revoked: lines.append("requests get 401, since \(revokedAt.map { "\($0)" } ?? "its revocation")")
        }
        guard let policy else {
            return lines + ["requests get 401, because a newer version of the program wrote the key's rights"]
        }
        let effects: [(AccessScope, String)] = [
            (.read, "read and query rows"), (.ingest, "write, change and delete rows"),
            (.admin, "create, change and drop datasets, and administer keys"),
        ]
        for (scope, effect) in effects {
            lines.append("\(policy.scopes.contains(scope) ? "may" : "may not") \(effect) (\(scope.rawValue))")
        }
        lines += policy.limits.phrases
        guard let datasets = policy.restrictions.datasets else { return lines + ["every dataset exists for it"] }
        for name in datasets.sorted() {
            let view = policy.restrictions[name]
            var line = "\(name):"
            line +=
                view.filters.isEmpty
                ? " every row" : " rows where " + view.filters.map(\.phrase).joined(separator: " and ")
            if !view.hiddenColumns.isEmpty {
                line += ", without " + view.hiddenColumns.sorted().map(\.rawValue).joined(separator: ", ")
            }
            lines.append(line)
        }
        return lines + ["no other dataset exists for it (404)"]
    }
}

extension RequestLimits {
    /// The limits as phrases for people.
    fileprivate var phrases: [String] {
        func phrase(_ quota: RequestQuota, _ unit: String) -> String {
            "at most \(quota.quota) \(unit) in \(quota.window) seconds, in each process"
        }
        var lines = requests.map { phrase($0, "requests") }
        if let concurrent { lines.append("at most \(concurrent) requests at a time, in each process") }
        if let concurrentQueries { lines.append("at most \(concurrentQueries) queries at a time, in each process") }
        let units: [LimitMeter: String] = [
            .databaseSeconds: "seconds in the database", .answerBytes: "bytes of answers",
            .uploadBytes: "bytes of uploads",
        ]
        for meter in LimitMeter.allCases {
            if let quota = meters[meter] { lines.append(phrase(quota, units[meter] ?? meter.rawValue)) }
        }
        if let groups { lines.append("at most \(groups) groups in an answer") }
        if let planCost { lines.append("no query of an estimated cost above \(planCost), with a PostgreSQL store") }
        if let range = maximumDays.flatMap(Retention.init(days:)) {
            lines.append("no query or list of rows over more than \(range)")
        }
        return lines
    }
}

extension Filter {
    /// The filter as a phrase for people.
    fileprivate var phrase: String {
        switch self {
        case .and(let filters):
            filters.isEmpty ? "always" : "(" + filters.map(\.phrase).joined(separator: " and ") + ")"
        case .or(let filters):
            filters.isEmpty ? "never" : "(" + filters.map(\.phrase).joined(separator: " or ") + ")"
        case .member(let name, let comparison, let values):
            "\(name) \(comparison.rawValue)"
                + values.map { value in
                    switch value {
                    case .null: " null"
                    case .boolean(let truth): " \(truth)"
                    case .number(let text): " " + text
                    case .string(let text): " " + JSONValue.string(text).description
                    }
                }.joined(separator: ",")
        }
    }
}
