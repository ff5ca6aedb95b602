import Basics
import Diagnostics
import Models

/// Reads a key's name and rights from JSON, and collects up to a hundred mistakes with their JSON pointers.
struct KeyPolicyReader {
    /// The members of a policy.
    static let keys = ["scopes", "datasets", "filters", "hiddenColumns", "limits"]
    /// The maximum length of a name, in bytes.
    static let nameLength = 100
    /// The maximum size of a policy as JSON, in bytes: every process holds the policies of all keys.
    static let policyBytes = 16 << 10

    var items = ErrorList<APIError.Item>()

    /// The error of the mistakes that were found.
    var error: APIError {
        let first = items.all.first
        let place = first?.pointer.map { $0.isEmpty ? "" : $0 + ": " } ?? ""
        return APIError(
            .invalidKey, place + (first?.detail ?? "the key is not valid") + NearestName.hint(first?.nearest),
            items: items.all)
    }

    /// Reads the policy's members of an object.
    ///
    /// - Parameter given: The scopes; `nil` to read them as well.
    mutating func policy(
        _ object: JSONObject, scopes given: Set<AccessScope>? = nil
    ) throws(APIError) -> KeyPolicy {
        let scopes = given ?? scopes(object)
        let datasets = object["datasets"].map {
            names($0, at: object.pointer(to: "datasets"), "datasets", example: "sales")
        }
        var views: [Identifier: DatasetRestriction] = [:]
        for (name, value, pointer) in members(object, "filters", example: "[\(Filter.example)]") {
            do {
                let filters = try Filter.list(json: value)
                // The error is at the place of the filter, because the dataset need not exist yet.
                views[name, default: .none].filters = filters
            } catch {
                for issue in error.issues where !items.isFull { items.append(APIError.Item(issue, under: pointer)) }
            }
        }
        for (name, value, pointer) in members(object, "hiddenColumns", example: #"["email"]"#) {
            views[name, default: .none].hiddenColumns = Set(names(value, at: pointer, "columns", example: "email"))
        }
        let policy = KeyPolicy(
            scopes: scopes, restrictions: AccessRestrictions(datasets: datasets.map { Set($0) }, views: views),
            limits: object["limits"].map { limits($0, at: object.pointer(to: "limits")) } ?? .none)
        check(policy, object)
        guard items.isEmpty else { throw error }
        return policy
    }

    /// Reads a member with a text of 1 to ``nameLength`` bytes without control characters.
    mutating func name(_ object: JSONObject) -> String? {
        let expected = "a text of 1 to \(Self.nameLength) bytes without control characters"
        guard let value = object.required("name", expected: expected, items: &items) else { return nil }
        guard case .string(let text) = value, (1...Self.nameLength).contains(text.utf8.count),
            text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
        else {
            items.append(.shape(at: object.pointer(to: "name"), got: value, expected: expected))
            return nil
        }
        return text
    }

    /// Reads an optional instant.
    mutating func instant(_ object: JSONObject, _ key: String) -> Timestamp? {
        guard let value = object[key] else { return nil }
        if case .string(let text) = value, let instant = Timestamp(text) { return instant }
        items.append(
            .shape(
                at: object.pointer(to: key), got: value, expected: "a time with offset such as 2027-01-31T00:00:00Z"))
        return nil
    }

    /// Tests the rules between members.
    private mutating func check(_ policy: KeyPolicy, _ object: JSONObject) {
        let restrictions = policy.restrictions
        if policy.scopes.contains(.admin), !restrictions.isEmpty {
            report(
                at: object.pointer(to: "scopes"),
                "got admin with restrictions, expected no admin: it could create a key without them")
        }
        for name in restrictions.views.keys.sorted() where restrictions.datasets?.contains(name) != true {
            report(
                at: object.pointer(to: "datasets"),
                "\"\(name)\" has filters or hidden columns, expected it in \"datasets\": without that list, the key would see every other dataset whole"
            )
        }
        if policy.stored.utf8.count > Self.policyBytes {
            report(
                at: "", "got rights of \(policy.stored.utf8.count) bytes as JSON, expected at most \(Self.policyBytes)")
        }
    }

    mutating func report(at pointer: String, _ detail: String, nearest: String? = nil) {
        items.append(APIError.Item(pointer: pointer, code: "invalid_value", detail: detail, nearest: nearest))
    }

    private mutating func scopes(_ object: JSONObject) -> Set<AccessScope> {
        let valid = AccessScope.allCases.map(\.rawValue)
        let expected = "an array of at least one of \(valid.joined(separator: ", ")), such as [\"read\"]"
        guard let value = object.required("scopes", expected: expected, items: &items) else { return [] }
        let pointer = object.pointer(to: "scopes")
        guard case .array(let values) = value, !values.isEmpty else {
            items.append(.shape(at: pointer, got: value, expected: expected))
            return []
        }
        var found: Set<AccessScope> = []
        for (index, item) in values.enumerated() where !items.isFull {
            guard case .string(let text) = item, let scope = AccessScope(rawValue: text) else {
                let got = if case .string(let text) = item { text } else { item.kind }
                let nearest = items.nearest(to: got, among: valid)
                report(
                    at: "\(pointer)/\(index)",
                    "got \(got.quotedForMessage), expected one of \(valid.joined(separator: ", "))", nearest: nearest)
                continue
            }
            found.insert(scope)
        }
        return found
    }

    /// Returns the members of an object whose keys are names of datasets.
    ///
    /// - Parameter example: The value of a member as JSON, for the message about another value.
    private mutating func members(_ object: JSONObject, _ key: String, example: String) -> [(
        Identifier, JSONValue, String
    )] {
        guard let value = object[key] else { return [] }
        let pointer = object.pointer(to: key)
        guard case .object(let members) = value else {
            items.append(
                .shape(
                    at: pointer, got: value,
                    expected: "an object with a dataset's name as each key, such as {\"sales\": \(example)}"))
            return []
        }
        var found: [(Identifier, JSONValue, String)] = []
        for member in members where !items.isFull {
            let place = JSONPointer.appending(member.key, to: pointer)
            do {
                found.append((try Identifier(member.key), member.value, place))
            } catch {
                report(at: place, error.description, nearest: error.nearest)
            }
        }
        return found
    }

    private mutating func names(_ value: JSONValue, at pointer: String, _ what: String, example: String)
        -> [Identifier]
    {
        guard case .array(let values) = value, !values.isEmpty else {
            items.append(
                .shape(
                    at: pointer, got: value,
                    expected: "an array of at least one name of \(what), such as [\"\(example)\"]"))
            return []
        }
        var found: [Identifier] = []
        for (index, item) in values.enumerated() where !items.isFull {
            guard case .string(let text) = item else {
                items.append(.shape(at: "\(pointer)/\(index)", got: item, expected: "a string"))
                continue
            }
            do {
                found.append(try Identifier(text))
            } catch {
                report(at: "\(pointer)/\(index)", error.description, nearest: error.nearest)
            }
        }
        return found
    }
}
