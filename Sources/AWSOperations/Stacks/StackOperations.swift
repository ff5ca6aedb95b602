package import AWSClient

/// The operations of CloudFormation, named as in "AWS CloudFormation API Reference".
package enum StackOperations {}

/// An operation of CloudFormation.
package protocol StackOperation: CodedQueryOperation, Decodable {}

extension StackOperation {
    /// CloudFormation.
    package static var service: AWSService { .cloudFormation }
    /// The operation's name, after which the structure is named.
    package static var name: String { "\(Self.self)" }
}
