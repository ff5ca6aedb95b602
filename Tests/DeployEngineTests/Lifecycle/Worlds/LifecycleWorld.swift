import DeployEngine
import DeployEngineTesting

/// An account of AWS, or what stands for one, in which stacks live.
protocol LifecycleWorld: Sendable {
    /// The calls of the account.
    var calls: FakeCalls { get }
    /// Lets a moment pass.
    func pause() async throws
    /// Signals success to the handle of a wait condition by its URL.
    func signal(_ url: String) async throws
    /// Orders the failure of a resource.
    /// - Throws: ``UnsupportedError`` if the world cannot be told to fail.
    func order(_ failure: FakeFailure) throws
    /// Takes all orders back.
    func removeOrders() throws
    /// Orders a result of early validation.
    /// - Throws: ``UnsupportedError`` if the world has no such orders.
    func order(_ validation: FakeValidation) throws
}

/// The error of a world without a facility.
struct UnsupportedError: Error {}

/// The world of ``FakeAWS``.
struct FakeLifecycleWorld: LifecycleWorld {
    let aws: FakeAWS
    let calls: FakeCalls

    init(_ aws: FakeAWS = FakeAWS()) {
        self.aws = aws
        calls = aws.calls()
    }

    func pause() async throws { aws.clock.advance(by: .seconds(1)) }

    func signal(_ url: String) async throws {
        aws.change { world in
            let handler = world.service(FakeCloudFormation.self)?.handlers["AWS::CloudFormation::WaitCondition"]
            (handler as? WaitConditionHandler)?.signal(url, in: world)
        }
    }

    func order(_ failure: FakeFailure) throws {
        aws.change { $0.service(FakeCloudFormation.self)?.failures.append(failure) }
    }

    func removeOrders() throws {
        aws.change { $0.service(FakeCloudFormation.self)?.failures = [] }
    }

    func order(_ validation: FakeValidation) throws {
        aws.change { $0.service(FakeCloudFormation.self)?.validations.append(validation) }
    }
}
