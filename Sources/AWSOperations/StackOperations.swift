/// The operations of CloudFormation, named as in "AWS CloudFormation API Reference".
package enum StackOperations {}
