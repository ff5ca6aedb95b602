/// A variable or secret that a deployment in continuous integration needs, with the shape of its value.
package struct CIVariable: Sendable, Hashable {
    /// The shapes of values.
    package enum Shape: Sendable, Hashable {
        /// Twelve digits.
        case account
        /// A region, such as `eu-central-1`.
        case region
        /// The ARN of a role.
        case roleARN
        /// Any text.
        case text
    }

    /// The name.
    package var name: String
    /// The shape.
    package var shape: Shape

    /// Creates a variable.
    package init(_ name: String, _ shape: Shape) {
        self.name = name
        self.shape = shape
    }

    /// The variables of the deployment's workflow.
    package static let required = [
        CIVariable("AWS_ACCOUNT_ID", .account), CIVariable("AWS_REGION", .region), CIVariable("AWS_ROLE_ARN", .roleARN),
    ]

    /// The problem of a value, in words that do not repeat the value; nil for a right one.
    /// - Parameters:
    ///   - value: The value; nil if the variable is not set.
    ///   - plan: The plan, whose account and region the value should name.
    package func problem(_ value: String?, _ plan: ReleasePlan) -> String? {
        guard let value, !value.isEmpty else { return "\(name) is not set; expected \(expected)" }
        // An expression that finds nothing gives an empty text or, through JSON, one of these.
        if ["null", "undefined", "none"].contains(value.lowercased()) {
            return "\(name) is the word for a missing value; expected \(expected)"
        }
        if value.contains(where: \.isWhitespace) { return "\(name) contains white space; expected \(expected)" }
        if value.hasPrefix("$") { return "\(name) is an expression that was not replaced; expected \(expected)" }
        switch shape {
        case .text: return nil
        case .account:
            guard Self.isAccount(value) else {
                let kind = value.allSatisfy(\.isNumber) ? "digits" : "characters that are not all digits"
                return "\(name) has \(value.count) \(kind); expected \(expected)"
            }
            return plan.account.map { $0 == value } ?? true ? nil : "\(name) is not the account of \(plan.environment)"
        case .region:
            let parts = value.split(separator: "-", omittingEmptySubsequences: false)
            guard parts.count >= 3, parts.last.flatMap({ Int($0) }) != nil, parts.allSatisfy({ !$0.isEmpty }) else {
                return "\(name) has not the form of a region; expected \(expected)"
            }
            return value == plan.region ? nil : "\(name) is not the region of \(plan.environment), \(plan.region)"
        case .roleARN:
            let parts = value.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 6, parts[0] == "arn", parts[2] == "iam", parts[5].hasPrefix("role/") else {
                return "\(name) is no ARN of a role; expected \(expected)"
            }
            guard Self.isAccount(parts[4]) else { return "\(name) has no account of 12 digits; expected \(expected)" }
            return plan.account.map { $0 == parts[4] } ?? true
                ? nil : "\(name) is a role of another account than that of \(plan.environment)"
        }
    }

    private var expected: String {
        switch shape {
        case .account: "12 digits"
        case .region: "a region such as eu-central-1"
        case .roleARN: "arn:aws:iam::<account>:role/<name>"
        case .text: "a value"
        }
    }

    private static func isAccount(_ text: String) -> Bool {
        text.utf8.count == 12 && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
