import AWSClient
import DeployEngine
import DeployEngineTesting
import Foundation
import Synchronization
import Testing

@Suite
struct LeaseHolderTests {
    private let bucket = InMemoryBucket()
    private let key = "lock/dev"

    private func holder(
        _ token: String, adopting: String? = nil, stacks: [BusyStack] = []
    ) throws -> LeaseHolder {
        LeaseHolder(
            context: bucket.context, location: try InMemoryBucket.location,
            record: .sample(token, at: bucket.clock.date), adopting: adopting, busyStacks: { stacks })
    }

    @Test("A lease is acquired, renewed and released without a trace")
    func lifecycle() async throws {
        let lease = try holder("mine")
        try await lease.acquire()
        let first = try #require(bucket.objects[key])
        try await lease.heartbeat()
        #expect(bucket.objects[key] == first)
        bucket.clock.advance(by: .seconds(50))
        try await lease.heartbeat()
        #expect(bucket.objects[key] != first)
        await lease.release()
        #expect(bucket.objects.isEmpty)
        #expect(bucket.calls == ["PutObject lock/dev", "PutObject lock/dev", "DeleteObject lock/dev"])
    }

    @Test("Of two processes one gets the lease, and the other is told of it")
    func two() async throws {
        let (first, second) = (try holder("first"), try holder("second"))
        try await first.acquire()
        let error = await #expect(throws: LeaseError.self) { try await second.acquire() }
        #expect(error?.isHeldByAnother == true)
        #expect("\(try #require(error))".contains("user/first"))
        await first.release()
        let third = try holder("third")
        try await third.acquire()
        #expect(await third.isHeld)
    }

    static let faults: [InMemoryBucket.Fault] = [.lostResponse, .timeout, .conflict, .failureAfterEffect]

    @Test("The acquisition survives each failure of each of its calls", arguments: faults, 0..<3)
    func faultyAcquisition(fault: InMemoryBucket.Fault, call: Int) async throws {
        bucket.fail(0, fault)
        if call > 0 { bucket.fail(call, fault) }
        let lease = try holder("mine")
        do {
            try await lease.acquire()
        } catch {
            // A read without a response cannot be settled; the process then changes nothing.
            guard case .undecided = error.refusal else { throw error }
            #expect(bucket.calls.last?.hasPrefix("GetObject") == true)
            return
        }
        #expect(bucket.objects.count == 1)
        #expect(await lease.isHeld)
        bucket.clock.advance(by: .seconds(60))
        try await lease.heartbeat()
        await lease.release()
        #expect(bucket.objects.isEmpty)
    }

    @Test("A renewal survives each failure of each of its calls", arguments: faults, 0..<2)
    func faultyRenewal(fault: InMemoryBucket.Fault, call: Int) async throws {
        let lease = try holder("mine")
        try await lease.acquire()
        bucket.clock.advance(by: .seconds(60))
        bucket.fail(0, fault)
        if call > 0 { bucket.fail(call, .timeout) }
        try await lease.heartbeat()
        #expect(await lease.isHeld)
        bucket.clock.advance(by: .seconds(60))
        try await lease.heartbeat()
        bucket.clock.advance(by: .seconds(60))
        try await lease.heartbeat()
        await lease.release()
        #expect(bucket.objects.isEmpty)
    }

    @Test("A process that another one replaced stops at its next heartbeat and leaves the other's lease alone")
    func replaced() async throws {
        let dead = try holder("dead")
        try await dead.acquire()
        bucket.clock.advance(by: .seconds(400))
        let next = try holder("next")
        try await next.acquire()
        #expect(await next.predecessor?.token == "dead")
        let error = await #expect(throws: LeaseError.self) { try await dead.heartbeat() }
        guard case .lost(let record)? = error?.refusal else {
            Issue.record("expected a lost lease")
            return
        }
        #expect(record?.token == "next")
        await dead.release()
        #expect(bucket.objects[key] != nil)
        try await next.heartbeat()
    }

    @Test("An expired lease whose stack still changes is not taken, and the stack is named")
    func busy() async throws {
        let dead = try holder("dead")
        try await dead.acquire()
        try await dead.note(.sample(7, .inProgress))
        bucket.clock.advance(by: .seconds(400))
        let stacks = [
            BusyStack(name: "weir-dev-service", status: "UPDATE_IN_PROGRESS", requestToken: "weir-release-dev-7-n7")
        ]
        let next = try holder("next", stacks: stacks)
        let error = await #expect(throws: LeaseError.self) { try await next.acquire() }
        #expect("\(try #require(error))".contains("weir-dev-service is UPDATE_IN_PROGRESS"))
        #expect("\(try #require(error))".contains("infra-cli attach dev"))
        let same = try holder("same", adopting: "weir-release-dev-7-n7", stacks: stacks)
        try await same.acquire()
        #expect(await same.isHeld)
    }

    @Test("Expired credentials end a heartbeat, so that the process detaches instead of waiting")
    func expiredCredentials() async throws {
        let lease = try holder("mine")
        try await lease.acquire()
        bucket.clock.advance(by: .seconds(60))
        bucket.fail(0, .expiredCredentials)
        let error = await #expect(throws: LeaseError.self) { try await lease.heartbeat() }
        #expect(error?.cause?.code == "ExpiredToken")
    }

    @Test("The status tells the holder, the expiry and the way to go on")
    func status() async throws {
        let location = try InMemoryBucket.location
        let context = bucket.context
        func status(_ stacks: [BusyStack] = []) async throws -> LeaseStatus {
            try await LeaseStatus.read(
                context: context, location: location, environment: "dev", busyStacks: { () throws(AWSError) in stacks })
        }
        #expect(try await status().description == "free")
        let lease = try holder("mine")
        try await lease.acquire()
        let living = try await status()
        #expect(!living.isExpired && living.releaseObstacle?.contains("--force") == true)
        #expect(living.description.contains("user/mine") && living.description.contains("infra-cli attach dev"))
        bucket.clock.advance(by: .seconds(400))
        let busy = try await status([BusyStack(name: "s", status: "UPDATE_IN_PROGRESS")])
        #expect(busy.isExpired && busy.releaseObstacle?.contains("s is UPDATE_IN_PROGRESS") == true)
        let dead = try await status()
        #expect(dead.releaseObstacle == nil)
        #expect(dead.description.contains("takes it over"))
        // The process lives after all and renews: its lease is not deleted.
        try await lease.heartbeat()
        #expect(try await dead.delete(context: context, location: location, environment: "dev") == false)
        #expect(bucket.objects[key] != nil)
        let now = try await status()
        #expect(try await now.delete(context: context, location: location, environment: "dev"))
        #expect(bucket.objects.isEmpty)
    }

    @Test(
        "A process that dies at any call leaves a lease that the next one can take after its expiry", arguments: 0..<6)
    func death(at call: Int) async throws {
        let dying = try holder("dying")
        // From this call on, nothing gets through any more.
        for number in call..<(call + 40) { bucket.fail(number, .timeout) }
        try? await dying.acquire()
        bucket.clock.advance(by: .seconds(60))
        try? await dying.heartbeat()
        await dying.release()
        let healthy = InMemoryBucket(clock: bucket.clock)
        for (key, object) in bucket.objects { healthy.put(key, String(decoding: object.body, as: UTF8.self)) }
        bucket.clock.advance(by: .seconds(400))
        let next = LeaseHolder(
            context: healthy.context, location: try InMemoryBucket.location,
            record: .sample("next", at: bucket.clock.date), busyStacks: { [] })
        try await next.acquire()
        await next.release()
        #expect(healthy.objects.isEmpty)
    }
}
