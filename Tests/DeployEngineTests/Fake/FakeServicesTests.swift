import AWSClient
import AWSOperations
import DeployEngine
import DeployEngineTesting
import HTTPCore
import Testing

@Suite
struct FakeServicesTests {
    private static func bucket(_ aws: FakeAWS, isVersioned: Bool = false) {
        aws.change { $0.service(FakeObjectStore.self)?.createBucket("ledger", isVersioned: isVersioned) }
    }

    private static func put(
        _ calls: FakeCalls, _ key: String, _ text: String, _ condition: ObjectOperations.PutObject.Condition? = nil
    ) async throws -> String {
        let output = try await calls.call(
            ObjectOperations.PutObject(
                location: try calls.location("ledger"), key: key, body: Array(text.utf8), condition: condition))
        return output.entityTag ?? ""
    }

    @Test("A conditional write succeeds only while its condition holds")
    func conditions() async throws {
        let aws = FakeAWS()
        Self.bucket(aws)
        let calls = aws.calls()
        let tag = try await Self.put(calls, "releases/1.json", "one", .isAbsent)
        let taken = await #expect(throws: AWSError.self) {
            try await Self.put(calls, "releases/1.json", "two", .isAbsent)
        }
        #expect(taken?.status == 412 && taken?.code == "PreconditionFailed")
        let second = try await Self.put(calls, "releases/1.json", "two", .hasEntityTag(tag))
        #expect(second != tag)
        let changed = await #expect(throws: AWSError.self) {
            try await Self.put(calls, "releases/1.json", "three", .hasEntityTag(tag))
        }
        #expect(changed?.status == 412)
        let gone = await #expect(throws: AWSError.self) { try await Self.put(calls, "other", "x", .hasEntityTag(tag)) }
        #expect(gone?.status == 404)
        #expect(aws.change { $0.service(FakeObjectStore.self)?.text("ledger", "releases/1.json") } == "two")
    }

    @Test("A conflicting conditional write is refused with 409 as often as ordered")
    func conflicts() async throws {
        let aws = FakeAWS()
        Self.bucket(aws)
        aws.change { $0.service(FakeObjectStore.self)?.conflicts["lock"] = 1 }
        let error = await #expect(throws: AWSError.self) { try await Self.put(aws.calls(), "lock", "a", .isAbsent) }
        #expect(error?.status == 409 && error?.code == "ConditionalRequestConflict")
        _ = try await Self.put(aws.calls(), "lock", "a", .isAbsent)
    }

    @Test("Objects are listed in pages")
    func lists() async throws {
        let aws = FakeAWS()
        Self.bucket(aws)
        let calls = aws.calls()
        for number in 1...5 { _ = try await Self.put(calls, "releases/\(number)", "x") }
        _ = try await Self.put(calls, "other", "x")
        let location = try calls.location("ledger")
        let pages = try await calls.allPages(
            of: ObjectOperations.ListObjects(location: location, prefix: "releases/", pageSize: 2))
        #expect(pages.map(\.entries.count) == [2, 2, 1])
        #expect(pages.flatMap(\.entries).map(\.key) == (1...5).map { "releases/\($0)" })
    }

    @Test("A versioned object comes back by its version after a deletion")
    func versions() async throws {
        let aws = FakeAWS()
        Self.bucket(aws, isVersioned: true)
        let calls = aws.calls()
        let location = try calls.location("ledger")
        let made = try await calls.call(ObjectOperations.PutObject(location: location, key: "a", body: [1]))
        _ = try await calls.call(ObjectOperations.DeleteObject(location: location, key: "a"))
        let error = await #expect(throws: AWSError.self) {
            try await calls.call(ObjectOperations.GetObject(location: location, key: "a"))
        }
        #expect(error?.isNotFound == true)
        let old = try await calls.call(
            ObjectOperations.GetObject(location: location, key: "a", versionID: made.versionID))
        #expect(old.body == [1])
    }

    @Test("A role's session ends after its duration")
    func sessions() async throws {
        let aws = FakeAWS()
        aws.change { _ = $0.service(FakeAccessManagement.self)?.addRole("deployer", $0) }
        let role = "arn:aws:iam::123456789012:role/deployer"
        let session = try await aws.calls().call(AssumeRole(roleARN: role, sessionName: "ci"))
        let calls = FakeCalls(aws.configuration(credentials: session.credentials))
        _ = try await calls.call(StackOperations.DescribeStacks())
        aws.clock.advance(by: .seconds(3601))
        let error = await #expect(throws: AWSError.self) { try await calls.call(StackOperations.DescribeStacks()) }
        #expect(error?.code == "ExpiredToken" && error?.isUnauthenticated == true)
        let missing = await #expect(throws: AWSError.self) {
            try await aws.calls().call(AssumeRole(roleARN: role + "s", sessionName: "ci"))
        }
        #expect(missing?.code == "AccessDenied" && missing?.status == 403)
    }

    @Test("An event of CloudTrail appears after a quarter of an hour")
    func trail() async throws {
        let aws = FakeAWS()
        let calls = aws.calls()
        _ = try? await calls.call(StackOperations.CancelUpdateStack(stack: "app"))
        #expect(try await calls.call(TrailOperations.LookupEvents()).events.isEmpty)
        aws.clock.advance(by: .seconds(16 * 60))
        let event = try #require(try await calls.call(TrailOperations.LookupEvents()).events.last)
        #expect(event.name == "CancelUpdateStack" && event.source == "cloudformation.amazonaws.com")
    }

    @Test("Calls above the limit of a service are throttled, and succeed after a while")
    func throttling() async throws {
        var settings = FakeAWS.Settings()
        settings.rateLimits["cloudformation"] = RateLimit(burst: 1, perSecond: 1)
        let aws = FakeAWS(settings: settings)
        let calls = aws.calls()
        for _ in 0..<3 { _ = try await calls.call(StackOperations.DescribeStacks()) }
        #expect(aws.calls.contains { $0.errorCode == "Throttling" })
    }

    @Test("A call's effect can stay although its response is lost")
    func lostResponse() async throws {
        let aws = FakeAWS()
        aws.setFault { request, number in
            number == 1 ? .transportAfterwards(TransportError(.connectionLost, "cut")) : nil
        }
        let parameter = ParameterOperations.PutParameter(name: "/a", value: "1", type: "String")
        let error = await #expect(throws: AWSError.self) { try await aws.calls().call(parameter) }
        #expect(error?.code == "ParameterAlreadyExists" && error?.attempts == 2)
    }

    @Test("A stack's status is stale for as long as set")
    func staleness() async throws {
        let aws = FakeAWS()
        aws.change { $0.service(FakeCloudFormation.self)?.settings.staleness = .seconds(5) }
        let run = LifecycleRun(world: FakeLifecycleWorld(aws))
        let changeSet = try await run.changeSet(Template(["A": .parameter("1")]))
        aws.clock.advance(by: .seconds(10))
        try await run.execute(changeSet)
        #expect(try await run.description("app")?.status == .reviewInProgress)
        aws.clock.advance(by: .seconds(6))
        #expect(try await run.description("app")?.status != .reviewInProgress)
    }

    @Test("Events and changes come in pages of the size set")
    func pages() async throws {
        let aws = FakeAWS()
        aws.change { world in
            world.service(FakeCloudFormation.self)?.settings.pageSize = 2
            world.service(FakeCloudFormation.self)?.settings.changePageSize = 1
        }
        let run = LifecycleRun(world: FakeLifecycleWorld(aws))
        let changeSet = try await run.changeSet(Template(["A": .parameter("1"), "B": .parameter("1")]))
        let pages = try await run.calls.allPages(of: StackOperations.DescribeChangeSet(name: changeSet.id))
        #expect(pages.map(\.changes.count) == [1, 1])
        try await run.execute(changeSet)
        _ = try await run.settled()
        let events = try await run.calls.allPages(of: StackOperations.DescribeStackEvents(stack: "app"))
        #expect(events.count > 2 && events.dropLast().allSatisfy { $0.events.count == 2 })
    }

    @Test("A generated secret is read by a dynamic reference")
    func secrets() async throws {
        let run = LifecycleRun(world: FakeLifecycleWorld())
        let stack = try await run.deploy(
            Template([
                "Secret": .resource(
                    "AWS::SecretsManager::Secret",
                    ["Name": "db", "SecretString": #"{"user":"app","password":"p"}"#]),
                "A": .parameter("{{resolve:secretsmanager:db:SecretString:password}}", name: "/a", after: ["Secret"]),
            ]))
        #expect(stack.status == .createComplete)
        #expect(try await run.stored("/a") == "p")
    }

    @Test("The same calls give the same identifiers")
    func determinism() async throws {
        var ids: [String] = []
        for _ in 0..<2 {
            let run = LifecycleRun(world: FakeLifecycleWorld())
            ids.append(try await run.changeSet(Template(["A": .parameter("1")])).id)
        }
        #expect(ids[0] == ids[1])
    }
}
