package import AWSOperations

/// A resource that exists in the account and is to belong to a stack.
package struct AdoptedResource: Sendable, Hashable {
    /// The stack.
    package var stack: String
    /// The logical id in the new template.
    package var logicalID: String
    /// The values that identify the resource, such as `DBInstanceIdentifier`; a single unnamed value has the key `""`.
    package var identifiers: [String: String]

    /// Creates an adoption.
    package init(stack: String, logicalID: String, identifiers: [String: String]) {
        self.stack = stack
        self.logicalID = logicalID
        self.identifiers = identifiers
    }
}

/// The change set of the type IMPORT that takes existing resources into a stack.
///
/// An import must not change anything else, so its template is the live one with the adopted resources of the new template.
package struct AdoptPlan: Sendable, Hashable {
    /// The template of the import; nil if nothing is to be adopted.
    package private(set) var template: String?
    /// The resources to import.
    package private(set) var resources: [ResourceToImport] = []
    /// The logical ids that belong to the stack already.
    package private(set) var done: [String] = []
    /// The reasons to refuse, with their remedies.
    package private(set) var refusals: [String] = []

    /// Plans an import.
    /// - Parameters:
    ///   - adopted: The resources of one stack.
    ///   - live: The stack's template; nil if the stack does not exist.
    ///   - planned: The template that will be deployed.
    package init(_ adopted: [AdoptedResource], live: String?, planned: String) {
        let empty = #"{"Resources":{}}"#
        guard let new = TemplateDocument(planned), var document = TemplateDocument(live ?? empty) else {
            refusals = ["the template is not in JSON; such a stack cannot adopt resources"]
            return
        }
        for resource in adopted {
            let id = resource.logicalID
            if document.type(of: id) != nil {
                done.append(id)
                continue
            }
            guard let type = new.type(of: id) else {
                refusals.append(
                    "adopt \(id): the new template has no such resource, so the next deployment would remove it")
                continue
            }
            guard new.deletionPolicy(of: id) != nil else {
                refusals.append(
                    "adopt \(id): CloudFormation imports only resources with a DeletionPolicy. Set the removal policy of \(id)"
                )
                continue
            }
            guard let identifiers = Self.identifiers(resource, type, &refusals) else { continue }
            let missing = new.references(of: id).subtracting(document.resources.keys)
                .subtracting(adopted.map(\.logicalID))
                .union(new.parameters(of: id).subtracting(document.parameters))
            guard missing.isEmpty else {
                refusals.append(
                    "adopt \(id): it refers to \(missing.sorted().joined(separator: ", ")), which the stack does not have yet. Deploy these first, or adopt them too"
                )
                continue
            }
            document.set(new.resources[id], as: id)
            resources.append(ResourceToImport(type: type, logicalID: id, identifier: identifiers))
        }
        if refusals.isEmpty, !resources.isEmpty { template = document.text } else { resources = [] }
    }

    private static func identifiers(
        _ resource: AdoptedResource, _ type: String, _ refusals: inout [String]
    ) -> [String: String]? {
        guard let single = resource.identifiers[""] else { return resource.identifiers }
        guard let name = names[type] else {
            refusals.append(
                "adopt \(resource.logicalID): name the identifier of an \(type), as in 'DBInstanceIdentifier=\(single)'"
            )
            return nil
        }
        return [name: single]
    }

    /// The primary identifiers of types with a single one. Source: the registry schemas of CloudFormation.
    private static let names: [String: String] = [
        "AWS::CertificateManager::Certificate": "Id", "AWS::Cognito::UserPool": "UserPoolId",
        "AWS::DynamoDB::Table": "TableName", "AWS::ECR::Repository": "RepositoryName",
        "AWS::ECS::Cluster": "ClusterName",
        "AWS::IAM::Role": "RoleName", "AWS::KMS::Key": "KeyId", "AWS::Logs::LogGroup": "LogGroupName",
        "AWS::RDS::DBCluster": "DBClusterIdentifier", "AWS::RDS::DBInstance": "DBInstanceIdentifier",
        "AWS::RDS::DBSubnetGroup": "DBSubnetGroupName", "AWS::Route53::HostedZone": "Id",
        "AWS::S3::Bucket": "BucketName",
        "AWS::SecretsManager::Secret": "Id", "AWS::SNS::Topic": "TopicArn", "AWS::SQS::Queue": "QueueUrl",
    ]

    /// The plan in lines.
    package var lines: [String] {
        refusals.map { "refused: \($0)" }
            + resources.map { "adopt: \($0.logicalID) (\($0.type)), not created" }
            + done.map { "adopted already: \($0)" }
    }
}
