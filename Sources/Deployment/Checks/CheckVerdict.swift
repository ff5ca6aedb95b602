/// The judgement of a rule about one property.
package enum CheckVerdict: Sendable, Hashable {
    /// The property follows the rule.
    case pass
    /// The property breaks the rule.
    case fail(CheckFault)
    /// The template does not decide it, such as for a parameter's value.
    case unknown(CheckFault)

    /// The judgement about a value that depends on a condition.
    static func either(_ first: CheckVerdict, _ second: CheckVerdict) -> CheckVerdict {
        switch (first, second) {
        case (.pass, .pass): .pass
        case (.fail(let fault), .fail): .fail(fault)
        case (.fail(let fault), _), (_, .fail(let fault)):
            .unknown(CheckFault(fault.path, fault.message + ", in one case of its condition"))
        case (.unknown(let fault), _), (_, .unknown(let fault)): .unknown(fault)
        }
    }
}

/// A property that breaks a rule, or that cannot be judged.
package struct CheckFault: Sendable, Hashable {
    /// The property's path in the resource's properties, such as `Ingress/0/CidrIp`; empty for the resource itself.
    package let path: String
    /// The value and the expected one, or the reason that the value is not known.
    package let message: String

    /// Creates a fault.
    package init(_ path: String, _ message: String) {
        self.path = path
        self.message = message
    }
}
