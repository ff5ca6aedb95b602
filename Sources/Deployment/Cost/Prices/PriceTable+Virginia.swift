extension PriceTable {
    /// The prices of us-east-1, US East (N. Virginia).
    static let virginia = [
        Price(
            "fargate.vcpu.x86_64", 0.04048, per: "vCPU-hour", offer("AmazonECS", "USE1-Fargate-vCPU-Hours:perCPU"),
            on: "2026-09-11"),
        Price(
            "fargate.gb.x86_64", 0.004445, per: "GB-hour", offer("AmazonECS", "USE1-Fargate-GB-Hours"), on: "2026-09-11"
        ),
        Price(
            "fargate.vcpu.arm64", 0.03238, per: "vCPU-hour", offer("AmazonECS", "USE1-Fargate-ARM-vCPU-Hours:perCPU"),
            on: "2026-08-17"),
        Price(
            "fargate.gb.arm64", 0.00356, per: "GB-hour", offer("AmazonECS", "USE1-Fargate-ARM-GB-Hours"),
            on: "2026-08-17"),
        Price("alb.hour", 0.0225, per: "hour", offer("AWSELB", "LoadBalancerUsage"), on: "2026-09-11"),
        Price("alb.lcu", 0.008, per: "LCU-hour", offer("AWSELB", "LCUUsage"), on: "2026-09-11"),
        Price(
            "ipv4.hour", 0.005, per: "address-hour", offer("AmazonVPC", "USE1-PublicIPv4:InUseAddress"),
            on: "2026-09-17"),
        Price(
            "endpoint.hour", 0.01, per: "endpoint-hour", offer("AmazonVPC", "USE1-VpcEndpoint-Hours"), on: "2026-09-17"),
        Price("endpoint.gb", 0.01, per: "GB", offer("AmazonVPC", "USE1-VpcEndpoint-Bytes"), on: "2026-09-17"),
        Price("nat.hour", 0.045, per: "hour", offer("AmazonEC2", "NatGateway-Hours"), on: "2026-10-07"),
        Price("nat.gb", 0.045, per: "GB", offer("AmazonEC2", "NatGateway-Bytes"), on: "2026-10-07"),
        Price(
            "rds.postgres.db.t4g.micro.single", 0.016, per: "hour", offer("AmazonRDS", "InstanceUsage:db.t4g.micro"),
            on: "2026-10-06"),
        Price(
            "rds.postgres.db.t4g.small.single", 0.032, per: "hour", offer("AmazonRDS", "InstanceUsage:db.t4g.small"),
            on: "2026-10-06"),
        Price(
            "rds.postgres.db.t4g.small.multi", 0.065, per: "hour", offer("AmazonRDS", "Multi-AZUsage:db.t4g.small"),
            on: "2026-10-06"),
        Price("rds.gp3.single", 0.115, per: "GB-month", offer("AmazonRDS", "RDS:GP3-Storage"), on: "2026-10-06"),
        Price("rds.gp3.multi", 0.23, per: "GB-month", offer("AmazonRDS", "RDS:Multi-AZ-GP3-Storage"), on: "2026-10-06"),
        Price("rds.backup.gb", 0.095, per: "GB-month", offer("AmazonRDS", "RDS:ChargedBackupUsage"), on: "2026-10-06"),
        Price("rds.credits", 0.075, per: "vCPU-hour", offer("AmazonRDS", "CPUCredits:db.t4g"), on: "2026-10-06"),
        Price(
            "secret.month", 0.40, per: "secret-month", offer("AWSSecretsManager", "USE1-AWSSecretsManager-Secrets"),
            on: "2026-09-11"),
        Price(
            "secret.calls", 0.05, per: "10,000 calls", offer("AWSSecretsManager", "USE1-AWSSecretsManagerAPIRequest"),
            on: "2026-09-11"),
        Price(
            "kms.requests", 0.03, per: "10,000 requests", offer("awskms", "us-east-1-KMS-Requests"), on: "2026-09-11"),
        Price("logs.ingested", 0.50, per: "GB", offer("AmazonCloudWatch", "DataProcessing-Bytes"), on: "2026-10-07"),
        Price(
            "logs.stored", 0.03, per: "GB-month", offer("AmazonCloudWatch", "TimedStorage-ByteHrs"), on: "2026-10-07"),
        Price("ecr.stored", 0.10, per: "GB-month", offer("AmazonECR", "TimedStorage-ByteHrs"), on: "2026-09-11"),
        Price("s3.stored", 0.023, per: "GB-month", offer("AmazonS3", "TimedStorage-ByteHrs"), on: "2026-08-17"),
        Price("transfer.out", 0.09, per: "GB", offer("AWSDataTransfer", "DataTransfer-Out-Bytes"), on: "2026-09-16"),
    ]

    private static func offer(_ code: String, _ usage: String) -> String { "offer \(code) us-east-1, \(usage)" }
}
