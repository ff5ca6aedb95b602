import AWSClient
import AWSOperations
import DeployEngine
import DeployEngineTesting
import HTTPCore
import Testing

@Suite("FaultyTransport") struct FaultyTransportTests {
    /// A site whose calls pass through a transport with a plan.
    private func make(_ plan: FaultPlan) throws -> (FakeSite, FaultyTransport) {
        let aws = Holder()
        let site = try FakeSite {
            let transport = FaultyTransport($0.transport, plan: plan)
            aws.transport = transport
            return transport
        }
        return (site, try #require(aws.transport))
    }

    private final class Holder {
        var transport: FaultyTransport?
    }

    private static let describe = ContainerOperations.DescribeClusters(clusters: ["weir"])

    /// The outcome of one call with retries.
    private func outcome(_ site: FakeSite) async -> String {
        do throws(AWSError) {
            let clusters = try await site.calls.call(Self.describe).clusters
            return clusters.isEmpty ? "empty" : "success"
        } catch {
            return error.code.isEmpty ? "\(error.kind)".prefix { $0 != "(" }.description : error.code
        }
    }

    @Test(
        "A fault at one call is retried where the client retries",
        arguments: [
            (InjectedFault.serviceError, "success", 2), (.refusal, "AccessDeniedException", 1),
            (.timeout, "success", 2),
            (.lostResponse, "success", 2), (.throttling, "success", 2), (.reset, "success", 2),
            (.resetResponse, "success", 2), (.truncatedBody, "invalidResponse", 1),
            (.expiredCredentials, "ExpiredTokenException", 1), (.staleResponse, "success", 1),
            (.emptyResponse, "invalidResponse", 1), (.kill, "cancelled", 1), (.killAfterwards, "cancelled", 1),
        ])
    func once(fault: InjectedFault, expected: String, calls: Int) async throws {
        let (site, transport) = try make(.fault(fault, at: 1))
        let outcome = await outcome(site)
        // An answer without content decodes where every member is optional.
        #expect(outcome == expected || (fault == .emptyResponse && outcome == "empty"))
        #expect(transport.calls.count == calls)
        #expect(transport.calls.first?.fault == fault)
        #expect(transport.hasInjected)
        #expect(transport.isDead == (fault == .kill || fault == .killAfterwards))
    }

    @Test("A fault either takes effect or does not, as its kind says", arguments: InjectedFault.allCases)
    func effect(fault: InjectedFault) async throws {
        let (site, _) = try make(FaultPlan { $0.operation == "StopTask" ? fault : nil })
        let run = TaskTests.run(try site.register(try site.push("v1")))
        let arn = try #require(try await site.calls.call(run).tasks.first?.arn)
        _ = try? await site.calls.call(ContainerOperations.StopTask(cluster: "weir", task: arn))
        let isStopped = try site.ecs.tasks[arn]?.shouldRun == false
        // Without an earlier response, a stale one is the current one.
        #expect(isStopped == (fault.takesEffect || fault == .staleResponse))
    }

    @Test("After the process died no call reaches the account, and credentials stay expired until they are renewed")
    func permanent() async throws {
        let (dead, transport) = try make(.fault(.kill, at: 2))
        #expect(await outcome(dead) == "success")
        #expect(await outcome(dead) == "cancelled")
        #expect(await outcome(dead) == "cancelled")
        #expect(dead.aws.calls.count == 1)
        #expect(transport.calls.count == 2)
        let (expired, credentials) = try make(.fault(.expiredCredentials, of: "ecs:DescribeClusters", times: 1...1))
        #expect(await outcome(expired) == "ExpiredTokenException")
        #expect(await outcome(expired) == "ExpiredTokenException")
        credentials.renewCredentials()
        #expect(await outcome(expired) == "success")
    }

    @Test("A stale response repeats what the account said earlier")
    func stale() async throws {
        let (site, _) = try make(.fault(.staleResponse, of: "ecs:DescribeServices", times: 2...2))
        try site.create(try site.register(try site.push("v1")))
        #expect(try await site.service().runningCount == 0)
        site.pass(120)
        #expect(try await site.service().runningCount == 0)
        #expect(try await site.service().runningCount == 1)
    }

    @Test("A matrix has each fault at each call, and the same run makes the same calls")
    func matrix() async throws {
        let run = { (plan: FaultPlan) async throws -> [FaultyTransport.Call] in
            let (site, transport) = try make(plan)
            _ = try? await site.calls.call(Self.describe)
            let run = try? await site.calls.call(TaskTests.run(try site.register(try site.push("v1"))))
            if let task = run?.tasks.first?.arn {
                _ = try? await site.calls.call(ContainerOperations.StopTask(cluster: "weir", task: task))
            }
            return transport.calls
        }
        let calls = try await run(.none)
        #expect(calls.map(\.name) == ["ecs:DescribeClusters", "ecs:RunTask", "ecs:StopTask"])
        #expect(calls.map(\.isRead) == [true, false, false])
        #expect(try await run(.none) == calls)
        let cases = FaultCase.matrix(calls: calls)
        #expect(cases.count == calls.count * InjectedFault.allCases.count)
        #expect(Set(cases).count == cases.count)
        for fault in cases {
            let faulty = try await run(fault.plan)
            let hit = faulty.first { $0.number == fault.call.number }
            #expect(hit?.fault == fault.fault && hit?.name == fault.call.name, "\(fault)")
        }
    }
}
