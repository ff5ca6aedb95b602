/// A result of early validation that a test orders.
package struct FakeValidation: Sendable, Hashable {
    /// The logical id of the resource.
    package var logicalID: String
    /// The path, such as `/Resources/Bucket/Properties/BucketName`.
    package var path: String
    /// The name, such as `NAME_CONFLICT_VALIDATION` or `PROPERTY_VALIDATION`.
    package var name: String
    /// `true` if it fails the change set, `false` for a warning.
    package var fails: Bool
    /// The text.
    package var message: String
    /// The stack's name; nil for any.
    package var stackName: String?

    /// Creates a result.
    package init(
        _ logicalID: String, path: String, name: String, fails: Bool, message: String, stackName: String? = nil
    ) {
        self.logicalID = logicalID
        self.path = path
        self.name = name
        self.fails = fails
        self.message = message
        self.stackName = stackName
    }

    /// The name in the reason of the change set's status.
    var hookName: String {
        switch name {
        case "NAME_CONFLICT_VALIDATION": "AWS::EarlyValidation::ResourceExistenceCheck"
        case "PROPERTY_VALIDATION": "AWS::EarlyValidation::PropertyValidation"
        default: "AWS::EarlyValidation::" + name
        }
    }
}
