/// The generated resource types, one namespace a service: `AWS::EC2::VPC` is `AWS.EC2.VPC`. Pseudo parameters are here too.
public enum AWS {
    /// The account the stack is deployed into.
    public static let accountID = TemplateValue<String>(.ref(.pseudo("AWS::AccountId")))
    /// The region the stack is deployed into.
    public static let region = TemplateValue<String>(.ref(.pseudo("AWS::Region")))
    /// The partition: `aws`, `aws-cn`, `aws-us-gov`.
    public static let partition = TemplateValue<String>(.ref(.pseudo("AWS::Partition")))
    /// The domain of the partition: `amazonaws.com` in most.
    public static let urlSuffix = TemplateValue<String>(.ref(.pseudo("AWS::URLSuffix")))
    /// The stack's own name.
    public static let stackName = TemplateValue<String>(.ref(.pseudo("AWS::StackName")))
    /// The stack's own ARN.
    public static let stackID = TemplateValue<String>(.ref(.pseudo("AWS::StackId")))
}
