import AWSClient
import AWSOperations
import DeployEngine
import DeployEngineTesting
import HTTPCore
import HTTPTypes
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite("FakeAWS: images, logs, databases and quotas") struct RegistryTests {
    private func pushIndex(_ site: FakeSite) throws -> String {
        try site.change { workloads in
            workloads.registry.push(
                to: "weir", tags: ["v1"],
                .init {
                    $0.platforms = [.amd64, .arm64]
                    $0.hasAttestation = true
                    $0.user = "10001"
                }, at: workloads.now)
        }
    }

    @Test("An index leads to a manifest, and its configuration is downloaded by URL")
    func configuration() async throws {
        let site = try FakeSite()
        let digest = try pushIndex(site)
        let types = [FakeImage.indexType, FakeImage.manifestType]
        func manifest(_ id: ImageIdentifier) async throws -> FakeValue {
            let output = try await site.calls.call(
                ImageOperations.BatchGetImage(repository: "weir", ids: [id], acceptedMediaTypes: types))
            return try FakeValue(json: try #require(output.images.first).manifest)
        }
        let index = try await manifest(ImageIdentifier(tag: "v1"))
        #expect(index["mediaType"]?.text == FakeImage.indexType)
        let entries = index["manifests"]?.elements ?? []
        #expect(entries.compactMap { $0["platform"]?["architecture"]?.text } == ["amd64", "arm64", "unknown"])
        let child = try await manifest(ImageIdentifier(digest: entries.first?["digest"]?.text))
        let configuration = try #require(child["config"]?["digest"]?.text)
        let url = try await site.calls.call(
            ImageOperations.GetDownloadURLForLayer(repository: "weir", digest: configuration)
        ).url.revealed
        let parts = url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: true).map(String.init)
        let request = HTTPRequest(method: .get, scheme: "https", authority: parts[1], path: "/" + parts[2])
        let response = try await site.aws.transport.send(OutboundRequest(request))
        let blob = try await response.body.collect(upTo: 100_000)
        #expect(FakeImage.digest(of: blob) == configuration)
        #expect(try FakeValue(json: blob)["architecture"]?.text == "amd64")
        #expect(try FakeValue(json: blob)["config"]?["User"]?.text == "10001")
        #expect(digest.hasPrefix("sha256:"))
    }

    @Test("An archived image is described but cannot be read, and a deleted one is not found")
    func archived() async throws {
        let site = try FakeSite()
        let digest = try pushIndex(site)
        let id = ImageIdentifier(digest: digest)
        try site.change { $0.registry.archive(digest, in: "weir") }
        let details = try await site.calls.call(ImageOperations.DescribeImages(repository: "weir", ids: [id]))
        #expect(details.images.first?.status == .archived)
        let read = try await site.calls.call(ImageOperations.BatchGetImage(repository: "weir", ids: [id]))
        #expect(read.failures.map(\.code) == ["ImageInaccessible"])
        try site.change { $0.registry.delete(digest, from: "weir") }
        let gone = try await site.calls.call(ImageOperations.BatchGetImage(repository: "weir", ids: [id]))
        #expect(gone.failures.map(\.code) == ["ImageNotFound"])
        let error = await #expect(throws: AWSError.self) {
            _ = try await site.calls.call(ImageOperations.DescribeImages(repository: "weir", ids: [id]))
        }
        #expect(error?.code == "ImageNotFoundException")
    }

    @Test("A tag of a repository with immutable tags cannot move")
    func immutableTags() async throws {
        let site = try FakeSite()
        _ = try pushIndex(site)
        let error = await #expect(throws: AWSError.self) {
            _ = try await site.calls.call(ImageOperations.PutImage(repository: "weir", manifest: "{}", tag: "v1"))
        }
        #expect(error?.code == "ImageTagAlreadyExistsException")
        _ = try await site.calls.call(ImageOperations.PutImage(repository: "weir", manifest: "{}", tag: "keep-1"))
    }

    @Test("Log events are paged forward to a token that repeats, and filtered by words and phrases")
    func logs() async throws {
        let site = try FakeSite()
        try site.change { workloads in
            for number in 1...5 {
                workloads.logs.write(
                    "line \(number) \(number % 2 == 0 ? "even" : "odd")", to: "s", of: "/weir/api", at: workloads.now)
            }
        }
        var lines: [String] = []
        var token: String?
        for _ in 0..<10 {
            let page = try await site.calls.call(
                LogOperations.GetLogEvents(
                    group: "/weir/api", stream: "s", startsFromHead: true, limit: 2, token: token))
            lines += page.events.map(\.message)
            if page.forwardToken == token { break }
            token = page.forwardToken
        }
        #expect(lines.count == 5)
        try site.change { _ = $0.logs.write("line 6 even", to: "s", of: "/weir/api", at: $0.now) }
        let more = try await site.calls.call(LogOperations.GetLogEvents(group: "/weir/api", stream: "s", token: token))
        #expect(more.events.map(\.message) == ["line 6 even"])
        let filtered = try await site.calls.allPages(
            of: LogOperations.FilterLogEvents(group: "/weir/api", pattern: "line even", limit: 2))
        #expect(filtered.flatMap(\.events).map(\.message) == ["line 2 even", "line 4 even", "line 6 even"])
        let missing = await #expect(throws: AWSError.self) {
            _ = try await site.calls.call(LogOperations.GetLogEvents(group: "/nowhere", stream: "s"))
        }
        #expect(missing?.code == "ResourceNotFoundException")
    }

    @Test("Databases, snapshots and quotas answer through the real client")
    func databases() async throws {
        let site = try FakeSite()
        try site.change { $0.databases.add("weir", at: $0.now) { $0.isMultiAZ = true } }
        let instances = try await site.calls.call(DatabaseOperations.DescribeDBInstances(id: "weir")).instances
        #expect(instances.first?.status == "available" && instances.first?.isMultiZone == true)
        #expect(instances.first?.endpoint?.port == 5432)
        _ = try await site.calls.call(DatabaseOperations.CreateDBSnapshot(id: "before", instance: "weir"))
        let describe = DatabaseOperations.DescribeDBSnapshots(id: "before")
        #expect(try await site.calls.call(describe).snapshots.first?.status == "creating")
        site.pass(200)
        #expect(try await site.calls.call(describe).snapshots.first?.status == "available")
        let error = await #expect(throws: AWSError.self) {
            _ = try await site.calls.call(DatabaseOperations.DescribeDBInstances(id: "absent"))
        }
        #expect(error?.code == "DBInstanceNotFound")
    }

    @Test(
        "The health of a target follows its checks",
        arguments: [
            (3, "initial", "Elb.RegistrationInProgress"), (10, "initial", "Elb.InitialHealthChecking"),
            (16, "unhealthy", "Target.Timeout"), (44, "unhealthy", "Target.Timeout"), (66, "healthy", nil),
            (120, "unhealthy", "Target.Timeout"), (205, "unhealthy.draining", "Target.DeregistrationInProgress"),
            (211, "unused", "Target.NotRegistered"),
        ] as [(Int, String, String?)])
    func targetHealth(second: Int, state: String, reason: String?) throws {
        let site = try FakeSite()
        let start = site.aws.clock.start
        var group = FakeTargetGroup(arn: "arn", name: "blue")
        group.interval = 10
        group.healthyThreshold = 3
        group.deregistrationDelay = 10
        var target = FakeTarget(
            id: "10.0.0.4", port: 8080, registeredAt: start, answersFrom: start.addingTimeInterval(42),
            failsFrom: start.addingTimeInterval(100), failure: .timeout)
        if second > 200 { target.deregisteredAt = start.addingTimeInterval(200) }
        let health = target.health(at: start.addingTimeInterval(Double(second)), in: group, isInUse: true)
        #expect(health.state == state)
        #expect(health.reason == reason)
        let unused = target.health(at: start, in: group, isInUse: false)
        #expect(unused.reason == (second > 200 ? "Target.DeregistrationInProgress" : "Target.NotInUse"))
    }
}
