/// The generated resource types, one namespace a service: `AWS::EC2::VPC` is `AWS.EC2.VPC`. Pseudo parameters are here too.
public enum AWS {
    /// The account the stack is deployed into.
    public static let accountID = Value<String>(.ref(.pseudo("AWS::AccountId")))
    /// The region the stack is deployed into.
    public static let region = Value<String>(.ref(.pseudo("AWS::Region")))
    /// The partition: `aws`, `aws-cn`, `aws-us-gov`.
    public static let partition = Value<String>(.ref(.pseudo("AWS::Partition")))
    /// The domain of the partition: `amazonaws.com` in most.
    public static let urlSuffix = Value<String>(.ref(.pseudo("AWS::URLSuffix")))
    /// The stack's own name.
    public static let stackName = Value<String>(.ref(.pseudo("AWS::StackName")))
    /// The stack's own ARN.
    public static let stackID = Value<String>(.ref(.pseudo("AWS::StackId")))
}
