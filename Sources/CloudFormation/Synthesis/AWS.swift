/// The namespace of the generated resource types and of the pseudo parameters: `AWS::EC2::VPC` is `AWS.EC2.VPC`.
public enum AWS {
    /// The account that the stack is deployed to.
    public static let accountID = TemplateValue<String>(.ref(.pseudo("AWS::AccountId")))
    /// The region that the stack is deployed to.
    public static let region = TemplateValue<String>(.ref(.pseudo("AWS::Region")))
    /// The partition: `aws`, `aws-cn` or `aws-us-gov`.
    public static let partition = TemplateValue<String>(.ref(.pseudo("AWS::Partition")))
    /// The partition's domain, `amazonaws.com` in most partitions.
    public static let urlSuffix = TemplateValue<String>(.ref(.pseudo("AWS::URLSuffix")))
    /// The stack's name.
    public static let stackName = TemplateValue<String>(.ref(.pseudo("AWS::StackName")))
    /// The stack's ARN.
    public static let stackID = TemplateValue<String>(.ref(.pseudo("AWS::StackId")))
}
