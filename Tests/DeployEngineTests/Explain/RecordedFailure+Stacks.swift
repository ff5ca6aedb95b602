import DeployEngine
import Foundation

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension RecordedFailure {
    private static let role = "arn:aws:sts::111122223333:assumed-role/weir-dev-cloudformation/AWSCloudFormation"

    private static func denied(_ action: String, _ on: String, _ because: String) -> String {
        "User: \(role) is not authorized to perform: \(action) on resource: \(on) because \(because)"
    }

    /// Failures of resources by text.
    static let resources: [RecordedFailure] = [
        resource(
            "bucket-not-empty", "AWS::S3::Bucket",
            "The bucket you tried to delete is not empty (Service: Amazon S3; Status Code: 409; Error Code: BucketNotEmpty)"
        ),
        resource(
            "repository-not-empty", "AWS::ECR::Repository",
            "The repository with name 'weir' in registry with id '111122223333' cannot be deleted because it still contains images",
            code: "GeneralServiceException"),
        resource(
            "resource-in-use", "AWS::EC2::SecurityGroup",
            "resource sg-1 has a dependent object (Service: Ec2, Status Code: 400)", code: "InvalidRequest",
            says: "sg-1"),
        resource(
            "export-in-use", "AWS::EC2::VPC",
            "Export weir-dev-foundation:Vpc cannot be deleted as it is in use by weir-dev-service",
            says: "weir-dev-foundation:Vpc"),
        resource(
            "deletion-protected", "AWS::RDS::DBInstance",
            "Cannot delete protected DB Instance, please disable deletion protection and try again.",
            code: "InvalidRequest"),
        resource(
            "secret-scheduled-for-deletion", "AWS::SecretsManager::Secret",
            "You can't create this secret because a secret with this name is already scheduled for deletion.",
            code: "InvalidRequest"),
        resource(
            "certificate-not-validated", "AWS::ElasticLoadBalancingV2::Listener",
            "The certificate 'arn:aws:acm:x' must have a fully-qualified domain name, a supported signature, and a supported key size.",
            code: "InvalidRequest"),
        resource(
            "engine-version", "AWS::RDS::DBInstance", "Cannot find version 16.99 for postgres", code: "NotFound",
            says: "16.99"),
        resource(
            "stack-policy", "AWS::RDS::DBInstance",
            "Action denied by stack policy: Statement [#1] does not allow [Update:Replace] for resource [Database]"),
        resource(
            "needs-custom-name", "AWS::IAM::Role",
            "CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename weir-dev-task and update the stack again."
        ),
        resource("operation-timed-out", "AWS::RDS::DBInstance", "Exceeded attempts to wait", code: "NotStabilized"),
        resource(
            "subnet-full", "AWS::ElasticLoadBalancingV2::LoadBalancer",
            "Not enough IP space available in subnet-1: does not have enough free addresses", code: "InvalidRequest"),
        resource(
            "nested-stack-failed", "AWS::CloudFormation::Stack",
            "Embedded stack arn:aws:cloudformation:x was not successfully updated."),
    ]

    /// Failures of resources by the code of their handler.
    static let handlers: [RecordedFailure] = [
        resource(
            "handler-already-exists", "AWS::Logs::LogGroup",
            "Resource of type 'AWS::Logs::LogGroup' with identifier '/weir/dev' already exists.", code: "AlreadyExists",
            says: "/weir/dev"),
        resource(
            "handler-already-exists", "AWS::S3::Bucket",
            "weir-dev-artifacts already exists in stack arn:aws:cloudformation:x"),
        resource("handler-not-updatable", "AWS::RDS::DBInstance", "StorageType is immutable", code: "NotUpdatable"),
        resource(
            "handler-invalid-request", "AWS::ECS::Service", "Port 80800 is out of range", code: "InvalidRequest",
            says: "Port 80800"),
        resource("handler-access-denied", "AWS::EC2::VPC", "Access Denied", code: "AccessDenied"),
        resource(
            "handler-invalid-credentials", "AWS::EC2::VPC", "The security token is odd", code: "InvalidCredentials"),
        resource("handler-not-found", "AWS::Logs::LogGroup", "No such group", code: "NotFound"),
        resource(
            "handler-conflict", "AWS::RDS::DBInstance", "The instance is being modified", code: "ResourceConflict"),
        resource("handler-throttled", "AWS::IAM::Role", "Rate exceeded", code: "Throttling"),
        resource(
            "handler-limit", "AWS::EC2::VPC", "The maximum number of VPCs has been reached.",
            code: "ServiceLimitExceeded"),
        resource("handler-not-stabilized", "AWS::RDS::DBInstance", "Never became available", code: "NotStabilized"),
        resource(
            "handler-general", "AWS::SNS::Topic", "It went wrong", code: "GeneralServiceException",
            says: "It went wrong"),
        resource("handler-service-error", "AWS::SNS::Topic", "Internal error", code: "ServiceInternalError"),
        resource("handler-network", "AWS::SNS::Topic", "Cannot connect", code: "NetworkFailure"),
        resource("handler-service-error", "AWS::SNS::Topic", "Internal failure", code: "InternalFailure"),
        resource("handler-type-configuration", "Example::Thing::Type", "No token", code: "InvalidTypeConfiguration"),
        resource("handler-service-error", "AWS::SNS::Topic", "Handler broke", code: "HandlerInternalFailure"),
        resource("handler-non-compliant", "AWS::S3::Bucket", "Not encrypted", code: "NonCompliant"),
        resource("handler-unknown", "AWS::SNS::Topic", "Odd", code: "Unknown"),
        resource("handler-unsupported-target", "AWS::SNS::Topic", "Not mine", code: "UnsupportedTarget"),
        resource(
            "unknown", "AWS::SNS::Topic", "The moon is in the wrong phase.", says: "The moon is in the wrong phase"),
    ]

    /// Failures in IAM.
    static let permissions: [RecordedFailure] = [
        resource(
            "permission-denied", "AWS::RDS::DBInstance",
            denied(
                "rds:CreateDBInstance", "arn:aws:rds:x:db:weir",
                "no identity-based policy allows the rds:CreateDBInstance action"), code: "AccessDenied",
            says: "weir-dev-cloudformation may not call rds:CreateDBInstance"),
        resource(
            "pass-role-denied", "AWS::ECS::TaskDefinition",
            denied(
                "iam:PassRole", "arn:aws:iam::111122223333:role/weir-dev-task",
                "no identity-based policy allows the iam:PassRole action"), code: "AccessDenied",
            says: "role/weir-dev-task"),
        resource(
            "permission-boundary", "AWS::IAM::Role",
            denied(
                "iam:CreateRole", "arn:aws:iam::1:role/x", "no permissions boundary allows the iam:CreateRole action"),
            code: "AccessDenied"),
        resource(
            "permission-explicit-deny", "AWS::KMS::Key",
            denied(
                "kms:CreateKey", "*",
                "an identity-based policy explicitly denies it: with an explicit deny in an identity-based policy"),
            code: "AccessDenied"),
        resource(
            "permission-organization", "AWS::EC2::InternetGateway",
            denied("ec2:CreateInternetGateway", "*", "with an explicit deny in a service control policy"),
            code: "AccessDenied"),
        resource(
            "role-not-assumable", "AWS::ECS::Service",
            "Unable to assume the service linked role. Please verify that the ECS service linked role exists.",
            code: "InvalidRequest"),
        resource(
            "permission-denied", "AWS::RDS::DBInstance", "Never became available", code: "NotStabilized",
            says: "kms:CreateGrant"
        ) { bundle in
            bundle.trail = [
                .init(
                    id: "1", time: DeploySample.start.addingTimeInterval(40), source: "kms.amazonaws.com",
                    name: "CreateGrant", errorCode: "AccessDenied",
                    errorMessage: denied(
                        "kms:CreateGrant", "arn:aws:kms:x:key/1",
                        "no resource-based policy allows the kms:CreateGrant action"),
                    invokedBy: "cloudformation.amazonaws.com")
            ]
        },
        resource(
            "trail-error", "AWS::RDS::DBInstance", "Never became available", code: "NotStabilized",
            says: "rds.amazonaws.com ModifyDBInstance"
        ) { bundle in
            bundle.trail = [
                .init(
                    id: "1", time: DeploySample.start.addingTimeInterval(60), source: "rds.amazonaws.com",
                    name: "ModifyDBInstance", errorCode: "StorageQuotaExceeded", errorMessage: "too much"),
                // Before the sweep and after it.
                .init(
                    id: "2", time: DeploySample.start.addingTimeInterval(-250), source: "x", name: "Early",
                    errorCode: "AccessDenied", errorMessage: "x"),
                .init(
                    id: "3", time: DeploySample.start.addingTimeInterval(190), source: "x", name: "Late",
                    errorCode: "AccessDenied", errorMessage: "x"),
            ]
        },
        call(
            "permission-denied", "CloudFormation", "ExecuteChangeSet", "AccessDenied",
            denied(
                "cloudformation:ExecuteChangeSet", "arn:aws:cloudformation:x:stack/weir-dev-service/1",
                "no identity-based policy allows the cloudformation:ExecuteChangeSet action"),
            says: "cloudformation:ExecuteChangeSet"),
    ]

    /// Failures before a change.
    static let reviews: [RecordedFailure] = [
        validation(
            "validation-name-conflict", "NAME_CONFLICT_VALIDATION",
            "Resource of type 'AWS::S3::Bucket' with identifier 'weir' already exists",
            path: "/Resources/Bucket/Properties/BucketName", says: "deploy/dev.yaml:12"),
        validation(
            "validation-property", "PROPERTY_VALIDATION", "extraneous key [Foo] is not permitted",
            path: "/Resources/Bucket/Properties/Foo", says: "/Resources/Bucket/Properties/Foo"),
        validation("validation-failed", "SOMETHING_NEW", "reason of its own", says: "SOMETHING_NEW"),
        other("hook-rejected", says: "Turn on encryption") { bundle in
            bundle.hooks = [
                .init(
                    name: "AWS::Hooks::GuardHook", stack: "weir-dev-foundation", logicalID: "Bucket",
                    status: "HOOK_COMPLETE_FAILED", reason: "1 rule failed",
                    failureMode: "FAIL",
                    annotations: [
                        .init(
                            name: "s3-encrypted", message: "no encryption", remedy: "Turn on encryption.",
                            link: "https://rules.example.com/s3")
                    ])
            ]
            bundle.events = [
                event(
                    60, "Bucket", "AWS::S3::Bucket", "CREATE_FAILED",
                    "The following hook(s) failed: [AWS::Hooks::GuardHook]")
            ]
        },
        resource("hook-failed", "AWS::S3::Bucket", "The following hook(s) failed: [AWS::Hooks::GuardHook]"),
        changeSet(
            "change-set-empty", "FAILED",
            "The submitted information didn't contain changes. Submit different information to create a change set."),
        changeSet("change-set-empty", "FAILED", "No updates are to be performed."),
        changeSet("change-set-obsolete", "CREATE_COMPLETE", nil, execution: "OBSOLETE"),
        changeSet("capabilities-missing", "FAILED", "Requires capabilities : [CAPABILITY_NAMED_IAM]"),
        changeSet(
            "template-invalid", "FAILED",
            "Template format error: Unresolved resource dependencies [Vpc] in the Resources block of the template"),
        changeSet(
            "validation-failed", "FAILED",
            "The following hook(s)/validation failed: [AWS::EarlyValidation::ResourceExistenceCheck]."),
        changeSet("change-set-failed", "FAILED", "Something else", says: "Something else"),
    ]

    /// States of stacks.
    static let states: [RecordedFailure] = [
        state("stack-rollback-complete", stack: "ROLLBACK_COMPLETE", says: "can only be deleted"),
        state("stack-update-rollback-failed", stack: "UPDATE_ROLLBACK_FAILED", says: "ContinueUpdateRollback"),
        state("stack-rollback-failed", stack: "ROLLBACK_FAILED"), state("stack-delete-failed", stack: "DELETE_FAILED"),
        state("stack-not-rolled-back", stack: "CREATE_FAILED"), state("stack-not-rolled-back", stack: "UPDATE_FAILED"),
        state("stack-in-review", stack: "REVIEW_IN_PROGRESS"), state("stack-busy", stack: "UPDATE_IN_PROGRESS"),
        state("stack-busy", stack: "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"),
        state("stack-import-rollback-failed", stack: "IMPORT_ROLLBACK_FAILED"),
        state("stack-rolled-back", stack: "UPDATE_ROLLBACK_COMPLETE"), state("unknown", stack: "UPDATE_COMPLETE"),
        state("unknown", stack: "SOMETHING_NEW"),
    ]

    /// Failed calls of this program.
    static let calls: [RecordedFailure] = [
        call(
            "credentials-expired", "CloudFormation", "DescribeStacks", "ExpiredToken",
            "The security token included in the request is expired", says: "goes on in AWS"),
        call(
            "credentials-invalid", "STS", "GetCallerIdentity", "InvalidClientTokenId",
            "The security token included in the request is invalid."),
        call(
            "clock-skew", "ECS", "DescribeServices", "InvalidSignatureException",
            "Signature expired: 20261126T100000Z is now earlier than 20261126T101000Z"),
        call("call-denied", "S3", "PutObject", "AccessDenied", "Access Denied"),
        call("throttled", "CloudFormation", "DescribeStackEvents", "Throttling", "Rate exceeded"),
        call(
            "service-unavailable", "ECS", "DescribeTasks", "ServerException",
            "Service Unavailable. Please try again later."),
        call(
            "stack-busy", "CloudFormation", "CreateChangeSet", "ValidationError",
            "Stack:arn is in UPDATE_IN_PROGRESS state and can not be updated."),
        call(
            "deletion-protected", "CloudFormation", "DeleteStack", "ValidationError",
            "Stack [weir-dev-foundation] cannot be deleted while TerminationProtection is enabled"),
        call("task-definition-inactive", "ECS", "RunTask", "ClientException", "TaskDefinition is inactive"),
        call("fargate-capacity", "ECS", "RunTask", "RESOURCE:FARGATE", "Capacity is unavailable at this time."),
        call(
            "call-rejected", "ECS", "RunTask", "ClientException", "No Container Instances were found in your cluster.",
            says: "No Container Instances"),
    ]

    /// All failures.
    static let all =
        starts + programs + targets + deployments + resources + handlers + permissions + reviews + states + calls
}
