#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Environment variables as a value, so that what is decided by them can be tested without setting any.
public struct AWSEnvironment: Sendable {
    let variables: [String: String]

    /// Creates an environment.
    /// - Parameter variables: The values by name.
    public init(_ variables: [String: String]) {
        self.variables = variables
    }

    /// The process's own variables, as they are now.
    public static func current() -> AWSEnvironment {
        AWSEnvironment(ProcessInfo.processInfo.environment)
    }

    /// A variable without blanks around it; `nil` if it is not set, or to nothing but blanks.
    public subscript(_ name: String) -> String? {
        variables[name]?.withoutSurroundingBlanks.nonEmpty
    }
}

extension AWSEnvironment: CustomStringConvertible, CustomReflectable {
    /// How many variables there are; their values may be secret.
    public var description: String { "AWSEnvironment(\(variables.count) variables)" }

    /// A mirror that shows no more than ``description`` does.
    public var customMirror: Mirror { Mirror(self, children: ["count": variables.count], displayStyle: .struct) }
}
