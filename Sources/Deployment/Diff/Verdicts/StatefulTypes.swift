import Infra

/// The types of resources with lasting content, which a replacement or deletion loses.
package enum StatefulTypes {
    /// The content of a resource in a word; nil for a resource without state. The data of an instance in a cluster is the
    /// cluster's.
    package static func content(of resource: TemplateDocument.Resource) -> String? {
        let isMember = resource.type == "AWS::RDS::DBInstance" && resource.properties["DBClusterIdentifier"] != nil
        return isMember ? nil : contents[resource.type]
    }

    private static let contents = [
        "AWS::Backup::BackupVault": "backups",
        "AWS::CertificateManager::Certificate": "certificate",
        "AWS::CloudTrail::Trail": "audit trail",
        "AWS::Cognito::UserPool": "users",
        "AWS::DynamoDB::GlobalTable": "table",
        "AWS::DynamoDB::Table": "table",
        "AWS::EC2::EIP": "public address",
        "AWS::EC2::Volume": "volume",
        "AWS::ECR::Repository": "images",
        "AWS::EFS::FileSystem": "files",
        "AWS::ElastiCache::CacheCluster": "cache",
        "AWS::ElastiCache::ReplicationGroup": "cache",
        "AWS::ElastiCache::ServerlessCache": "cache",
        "AWS::KMS::Key": "key",
        "AWS::Kinesis::Stream": "records",
        "AWS::Logs::LogGroup": "logs",
        "AWS::Neptune::DBCluster": "database",
        "AWS::OpenSearchService::Domain": "indexes",
        "AWS::RDS::DBCluster": "database",
        "AWS::RDS::DBInstance": "database",
        "AWS::RDS::GlobalCluster": "database",
        "AWS::Redshift::Cluster": "database",
        "AWS::Route53::HostedZone": "records",
        "AWS::S3::Bucket": "objects",
        "AWS::SQS::Queue": "messages",
        "AWS::SecretsManager::Secret": "secret",
    ]
}
