import DeployEngine
import Testing

@Suite struct SecretRedactionTests {
    @Test(
        "A value that looks like a secret is removed",
        arguments: [
            ("password=hunter2", "password=<redacted>"),
            ("DB_PASSWORD: hunter2, next", "DB_PASSWORD: <redacted>, next"),
            (#"{"username":"weir","password":"hun\"ter2"}"#, #"{"username":"weir","password":"<redacted>"}"#),
            (#"body {\"password\":\"hunter2\",\"a\":1}"#, #"body {\"password\":\"<redacted>\",\"a\":1}"#),
            ("--client-secret 'a b' clientSecret='a b'", "--client-secret 'a b' clientSecret='<redacted>'"),
            ("host=h password = hunter2 user=u", "host=h password = <redacted> user=u"),
            ("Authorization: Bearer abc.def-1", "Authorization: <redacted>"),
            ("sent bearer abc123def456", "sent bearer <redacted>"),
            ("api_key=k1; admin-key=k2", "api_key=<redacted>; admin-key=<redacted>"),
            ("postgres://weir:hunter2@db:5432/weir", "postgres://weir:<redacted>@db:5432/weir"),
            ("key AKIAIOSFODNN7EXAMPLE used", "key <redacted> used"),
            ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "<redacted>"),
            ("x ghp_0123456789abcdefghijABCDEFGHIJ012345 y", "x <redacted> y"),
            ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "<redacted>"),
            ("weir_Ab3dE5gH1jK9mN7pQ2rS4tU6vW8xY0zA", "<redacted>"),
            ("a -----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- b", "a <redacted> b"),
            ("-----BEGIN PRIVATE KEY-----\nMIIE", "<redacted>"),
            ("X-Amz-Signature=abcdef0123", "X-Amz-Signature=<redacted>"),
            ("X-Amz-Security-Token=IQoJb3JpZ2lu&X=1", "X-Amz-Security-Token=<redacted>&X=1"),
        ])
    func removed(text: String, expected: String) {
        #expect(SecretRedaction.redacted(text) == expected)
    }

    @Test(
        "Names, digests, ids and the words of AWS stay",
        arguments: [
            "sha256:3f9a0c51b2d4e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f",
            "arn:aws:secretsmanager:eu-central-1:111122223333:secret:weir/database-AbCdEf",
            "arn:aws:cloudformation:eu-central-1:111122223333:stack/weir-dev-service/1f2e3d4c-5b6a-7988-0123-456789abcdef",
            "(RequestToken: 11111111-2222-3333-4444-555555555555, HandlerErrorCode: AlreadyExists)",
            "task 1f2e3d4c5b6a79880123456789abcdef stopped",
            "111122223333.dkr.ecr.eu-central-1.amazonaws.com/weir:1.2.3",
            "/Resources/DatabaseSecretTargetAttachment2/Properties/SecretId",
            "weir-production-service-LoadBalancerSecurityGroupIngress1-1ABCDEFGHIJKL",
            "User: arn:aws:sts::111122223333:assumed-role/weir-dev-deploy/ci-41 is not authorized to perform: iam:PassRole",
            "password authentication failed for user \"weir\"", "retrieved secret did not contain json key PASSWORD",
            "Secrets Manager can't find the specified secret.", "token=null password: ***",
            "AWS::SecretsManager::Secret",
            "unable to pull secrets or registry auth: execution resource retrieval failed",
            "2026-11-26T10:00:00.000Z", "ECS Deployment Circuit Breaker was triggered", "",
            "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "GET /health/ready on port 8080, expecting 200-299",
            "weir-dev-service/LoadBalancerFrom10x0x0x0n8On80 CREATE_COMPLETE", "app/weir-dev/50dc6c495c0c9188",
            "awslogs-stream-prefix", "https://weir.example.com:8443/a@b",
        ])
    func kept(text: String) {
        #expect(SecretRedaction.redacted(text) == text)
    }

    @Test("A second pass changes nothing")
    func idempotent() {
        for text in ["password=hunter2 x", "postgres://u:p@h", "Authorization: Bearer x", "a token: b c"] {
            let once = SecretRedaction.redacted(text)
            #expect(SecretRedaction.redacted(once) == once)
        }
    }
}
