import AWSClient
import AWSClientTesting
import AWSSigV4
import Foundation
import Testing

@Suite(.enabled(if: MotoServer.isExpected, MotoServer.absence))
struct MotoTests {
    private typealias Operations = SecretsManagerOperations

    private func moto() async throws -> MotoServer { try #require(await MotoServer.shared, MotoServer.absence) }

    @Test("STS identifies the caller by the signing key")
    func identity() async throws {
        let moto = try await moto()
        let (identity, difference) = try await SecurityTokenService(moto.configuration().client(for: .sts))
            .callerIdentity()
        #expect(identity.account == MotoServer.account)
        #expect(identity.arn == "arn:aws:iam::\(MotoServer.account):user/tests")
        #expect(abs(try #require(difference)) < 60)
    }

    @Test("STS distinguishes a wrong secret from an unknown key")
    func wrongKeys() async throws {
        let moto = try await moto()
        let cases = [
            (
                AWSCredentials(accessKeyID: moto.credentials.accessKeyID, secretAccessKey: "canary"),
                "SignatureDoesNotMatch"
            ),
            (AWSCredentials(accessKeyID: "AKIAUNKNOWNUNKNOWN00", secretAccessKey: "canary"), "InvalidClientTokenId"),
        ]
        for (credentials, code) in cases {
            for service in [AWSService.sts, .secretsManager] {
                let client = try moto.configuration(credentials).client(for: service)
                let error = await #expect(throws: AWSError.self) {
                    if service == .sts {
                        _ = try await SecurityTokenService(client).callerIdentity()
                    } else {
                        _ = try await client.call(Operations.GetSecretValue(id: "none"))
                    }
                }
                #expect(
                    error?.code == code || error?.code == "UnrecognizedClientException",
                    "\(service): \(String(describing: error))")
                #expect(error?.status == 403 || error?.status == 400)
                #expect(error.map { !"\($0)".contains("canary") } == true)
            }
        }
    }

    @Test("The credentials of an assumed role sign requests")
    func role() async throws {
        let moto = try await moto()
        let sts = SecurityTokenService(try moto.configuration().client(for: .sts))
        let role = try await sts.assume(AssumeRole(roleARN: moto.roleARN, sessionName: "one", durationSeconds: 900))
        #expect(role.credentials.sessionToken != nil)
        #expect(role.arn == "arn:aws:sts::\(MotoServer.account):assumed-role/tests/one")
        let remaining = role.expiration.timeIntervalSinceNow
        #expect((600...1000).contains(remaining))
        let own = SecurityTokenService(try moto.configuration(role.credentials).client(for: .sts))
        #expect(try await own.callerIdentity().identity.arn.hasSuffix("assumed-role/tests/one"))
    }

    @Test("Secrets Manager creates and reads a secret and moves its stages")
    func secret() async throws {
        let client = try await moto().configuration().client(for: .secretsManager)
        let name = "weir/\(UUID().uuidString)"
        let made = try await client.call(Operations.CreateSecret(name: name, value: SensitiveText("one")))
        let first = try #require(made.versionID)
        let put = try await client.call(
            Operations.PutSecretValue(id: name, value: SensitiveText("two"), versionStages: ["AWSPENDING"]))
        let second = try #require(put.versionID)
        let current = try await client.call(Operations.GetSecretValue(id: name, versionStage: "AWSCURRENT"))
        #expect(current.text?.revealed == "one" && current.versionID == first)
        let pending = try await client.call(Operations.GetSecretValue(id: name, versionStage: "AWSPENDING"))
        #expect(pending.text?.revealed == "two" && pending.versionID == second)

        _ = try await client.call(
            Operations.UpdateSecretVersionStage(id: name, stage: "AWSCURRENT", removeFrom: first, moveTo: second))
        #expect(
            try await client.call(Operations.GetSecretValue(id: name, versionStage: "AWSCURRENT")).text?.revealed
                == "two")
        let description = try await client.call(Operations.DescribeSecret(id: name))
        #expect(description.stages[second]?.contains("AWSCURRENT") == true)
        #expect(description.stages[first] == ["AWSPREVIOUS"])

        var versions: [String] = []
        for try await page in client.pages(of: Operations.ListSecretVersionIDs(id: name)) {
            versions += (page.versions ?? []).map(\.id)
        }
        #expect(Set(versions) == [first, second])
        _ = try await client.call(Operations.DeleteSecret(id: name, recoveryDays: 7))
        let error = await #expect(throws: AWSError.self) {
            try await client.call(Operations.GetSecretValue(id: name + "-none"))
        }
        #expect(error?.isNotFound == true)
    }

    @Test(
        "Secrets Manager changes a value and a description, and generates a password that is redacted in descriptions")
    func update() async throws {
        let client = try await moto().configuration().client(for: .secretsManager)
        let name = "weir/\(UUID().uuidString)"
        let made = try await client.call(Operations.CreateSecret(name: name, value: SensitiveText("one")))
        let password = try await client.call(
            Operations.GetRandomPassword(length: 40, excludedCharacters: "/@\"", excludesPunctuation: true)
        ).password
        #expect(password.revealed.count == 40 && !"\(password)".contains(password.revealed))
        let changed = try await client.call(
            Operations.UpdateSecret(id: name, value: password, description: "for tests"))
        #expect(changed.arn == made.arn && changed.versionID != made.versionID && changed.versionID != nil)
        #expect(try await client.call(Operations.GetSecretValue(id: name)).text == password)
        #expect(try await client.call(Operations.DescribeSecret(id: name)).description == "for tests")
    }

    @Test("Secrets are listed by prefix over several pages and read in batches of twenty")
    func list() async throws {
        let client = try await moto().configuration().client(for: .secretsManager)
        let prefix = "list-\(UUID().uuidString)/"
        for index in 0..<23 {
            _ = try await client.call(
                Operations.CreateSecret(name: "\(prefix)\(index)", value: SensitiveText("v\(index)")))
        }
        var names: Set<String> = []
        for try await page in client.pages(of: Operations.ListSecrets(namePrefix: prefix)) {
            names.formUnion((page.secrets ?? []).map(\.name))
        }
        #expect(names == Set((0..<23).map { "\(prefix)\($0)" }))
        let ids = names.sorted().prefix(Operations.BatchGetSecretValue.mostSecrets)
        let batch = try await client.call(Operations.BatchGetSecretValue(ids: Array(ids)))
        #expect(Set((batch.entries ?? []).map(\.name)) == Set(ids))
    }
}
