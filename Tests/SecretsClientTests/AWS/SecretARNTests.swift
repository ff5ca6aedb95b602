import AWSSecretsManager
import Testing

@Suite struct SecretARNTests {
    @Test(
        "The parts of an ARN are read",
        arguments: [
            "arn:aws:secretsmanager:eu-central-1:123456789012:secret:weir/database-AbCdEf",
            "arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:a",
        ])
    func parts(text: String) throws {
        let arn = try #require(SecretARN(text))
        #expect(arn.description == text)
        #expect(arn.account == "123456789012")
        #expect(["eu-central-1", "cn-north-1"].contains(arn.region))
    }

    @Test(
        "Any other text is rejected",
        arguments: [
            "", "weir/database", "arn:aws:secretsmanager:eu-central-1:123456789012:secret",
            "arn:aws:secretsmanager:eu-central-1:123456789012:secret:", "arn:aws:secretsmanager::1:secret:a",
            "arn:aws:s3:eu-central-1:1:secret:a", "arn:aws:secretsmanager:r:1:secret:a:password::",
            "ARN:aws:secretsmanager:r:1:secret:a",
        ])
    func others(text: String) {
        #expect(SecretARN(text) == nil)
    }
}
