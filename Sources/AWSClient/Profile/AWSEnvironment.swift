#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Environment variables as a value, so that tests need not set any.
public struct AWSEnvironment: Sendable {
    let variables: [String: String]

    /// Creates an environment.
    /// - Parameter variables: The values by name.
    public init(_ variables: [String: String]) {
        self.variables = variables
    }

    /// Returns the process's current variables.
    public static func current() -> AWSEnvironment {
        AWSEnvironment(ProcessInfo.processInfo.environment)
    }

    /// A variable without surrounding blanks; `nil` if it is not set or blank.
    package subscript(_ name: String) -> String? {
        variables[name]?.withoutSurroundingBlanks.nonEmpty
    }
}

extension AWSEnvironment: CustomStringConvertible, CustomReflectable {
    /// The number of variables, without their values, which may be secret.
    public var description: String { "AWSEnvironment(\(variables.count) variables)" }

    /// A mirror of the parts that ``description`` shows.
    public var customMirror: Mirror { Mirror(self, children: ["count": variables.count], displayStyle: .struct) }
}
