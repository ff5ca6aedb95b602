internal import Foundation

/// The variables of this process.
enum ProcessVariables {
    /// All variables by their names.
    static var all: [String: String] { ProcessInfo.processInfo.environment }
}
