import AWSClient
import AWSOperations
import DeployEngine
import DeployEngineTesting
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension LifecycleCase {
    static let reading: [LifecycleCase] = [
        LifecycleCase("Events come newest first, with times that never rise") { run in
            try await run.deploy(Template(["A": .parameter("1"), "B": .parameter("1", after: ["A"])]))
            let events = try await run.calls.call(StackOperations.DescribeStackEvents(stack: "app")).events
            #expect(events.first?.status == .createComplete && events.first?.logicalID == "app")
            #expect(zip(events, events.dropFirst()).allSatisfy { $0.time >= $1.time })
            #expect(Set(events.map(\.id)).count == events.count)
        },
        LifecycleCase("Events of a resource have its physical id and type") { run in
            try await run.deploy(Template(["A": .parameter("1", name: "/a")]))
            let event = try #require(try await run.events().last { $0.logicalID == "A" })
            #expect(event.physicalID == "/a" && event.type == "AWS::SSM::Parameter" && event.stackName == "app")
        },
        LifecycleCase("The events of an operation are found by its id") { run in
            try await run.deploy(Template(["A": .parameter("1")]))
            let id = try #require(try await run.events().last?.operationID)
            let events = try await run.calls.call(StackOperations.DescribeEvents(operationID: id)).events
            #expect(!events.isEmpty && events.allSatisfy { $0.operationID == id })
        },
        LifecycleCase("The failed events of a stack are found alone") { run in
            try await run.deploy(Template(["A": .parameter("1")]).with(waiting(1)))
            let events = try await run.calls.call(
                StackOperations.DescribeEvents(stack: "app", filters: EventFilter(onlyFailed: true))
            ).events
            #expect(events.contains { $0.logicalID == "Wait" && $0.operationStatus == "FAILED" })
            #expect(events.allSatisfy { $0.operationStatus == "FAILED" })
        },
        LifecycleCase("Resources of a stack are listed with their status") { run in
            try await run.deploy(Template(["A": .parameter("1"), "B": .parameter("1")]))
            let resources = try await run.calls.call(StackOperations.ListStackResources(stack: "app")).resources
            #expect(
                Set(resources.map { "\($0.logicalID) \($0.status)" }) == ["A CREATE_COMPLETE", "B CREATE_COMPLETE"])
        },
        LifecycleCase("A resource's stack is found by the physical id") { run in
            try await run.deploy(Template(["A": .parameter("1", name: "/a")]))
            let resources = try await run.calls.call(StackOperations.DescribeStackResources(physicalID: "/a")).resources
            #expect(resources.map(\.logicalID) == ["A"] && resources.first?.stackName == "app")
        },
        LifecycleCase("Stacks are listed without deleted ones") { run in
            try await run.deploy(Template(["A": .parameter("1")]), to: "one")
            try await run.deploy(Template(["A": .parameter("1")]), to: "two")
            try await run.delete("one")
            let names = try await run.calls.allPages(of: StackOperations.DescribeStacks()).flatMap(\.stacks).map(\.name)
            #expect(names == ["two"])
        },
        LifecycleCase("A template is validated without a stack") { run in
            var template = Template(["A": .parameter(.ref("Value"))])
            template.parameters = ["Value": ["Type": "String", "Default": "1"]]
            let summary = try await run.calls.call(StackOperations.ValidateTemplate(template: template.json))
            #expect(summary.parameters.map(\.name) == ["Value"])
            try await run.refusal(StackOperations.ValidateTemplate(template: "{"), containing: "Template format error")
        },
        LifecycleCase("A stack's template is what was deployed") { run in
            let template = Template(["A": .parameter("1")])
            try await run.deploy(template)
            #expect(try await run.calls.call(StackOperations.GetTemplate(stack: "app")).template == template.json)
        },
        LifecycleCase("A stack knows the role of its operations") { run in
            let changeSet = try await run.changeSet(Template(["A": .parameter("1")]))
            try await run.execute(changeSet)
            let stack = try await run.settled()
            #expect(stack.creationTime != nil && stack.roleARN == nil)
            #expect(stack.lastOperations.contains { $0.type == "CREATE_STACK" })
        },
        LifecycleCase("A template in a bucket is deployed") { run in
            try await run.deploy(
                Template(["Bucket": .resource("AWS::S3::Bucket", ["BucketName": "templates-of-app"])]), to: "bucket")
            _ = try await run.calls.call(
                ObjectOperations.PutObject(
                    location: try run.calls.location("templates-of-app"), key: "app.json",
                    body: Array(Template(["A": .parameter("1", name: "/a")]).json.utf8)))
            let changeSet = try await run.changeSet(
                nil, templateURL: "https://templates-of-app.s3.eu-central-1.amazonaws.com/app.json")
            try await run.execute(changeSet)
            #expect(try await run.settled().status == .createComplete)
            #expect(try await run.stored("/a") == "1")
        },
        LifecycleCase("A resource moves to another logical id without a change") { run in
            try await run.deploy(Template(["A": .parameter("1", name: "/a")]))
            let id = try await run.calls.call(
                StackOperations.CreateStackRefactor(
                    mappings: [
                        ResourceMapping(
                            source: ResourceLocation(stack: "app", logicalID: "A"),
                            destination: ResourceLocation(stack: "app", logicalID: "Renamed"))
                    ],
                    stacks: [
                        RefactoredStack(stack: "app", template: Template(["Renamed": .parameter("1", name: "/a")]).json)
                    ])
            ).id
            for _ in 0..<60 {
                let refactor = try await run.calls.call(StackOperations.DescribeStackRefactor(id: id))
                if refactor.status == .createComplete { break }
                try await run.world.pause()
            }
            _ = try await run.calls.call(StackOperations.ExecuteStackRefactor(id: id))
            for _ in 0..<60 {
                let refactor = try await run.calls.call(StackOperations.DescribeStackRefactor(id: id))
                if refactor.executionStatus == .executeComplete { break }
                try await run.world.pause()
            }
            #expect(try await run.physicalIDs() == ["Renamed": "/a"])
            #expect(try await run.stored("/a") == "1")
        },
    ]
}
