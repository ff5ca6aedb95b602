import AWSOperations
import DeployEngine
import Testing

@Suite struct StopPatternTests {
    @Test(
        "Reasons that differ in ids, addresses and times are the same",
        arguments: [
            (
                "Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/weir/0a1b2c3d4e5f6071)",
                "Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/weir/9f8e7d6c5b4a3920)"
            ),
            (
                "ResourceInitializationError: unable to pull secrets: RequestID: 0f5e1a2b-abcd-1111-2222-333344445555, api error",
                "ResourceInitializationError: unable to pull secrets: RequestID: ffffffff-eeee-dddd-cccc-bbbbbbbbbbbb, api error"
            ),
            (
                "dial tcp 10.0.1.17:443: i/o timeout at 2030-01-01T00:00:00Z",
                "dial tcp 10.0.2.254:443: i/o timeout at 2030-01-01T00:04:31.123Z"
            ),
            (
                "CannotPullContainerError: weir@sha256:0123456789abcdef0123456789abcdef not found",
                "CannotPullContainerError: weir@sha256:fedcba9876543210fedcba9876543210 not found"
            ),
            (
                "Unable to attach eni-0a1b2c3d4e5f60718 to task 4f2c9d1e7a6b4c3d8e9f0a1b2c3d4e5f",
                "Unable to attach eni-0fedcba9876543210 to task aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1"
            ),
        ])
    func same(first: String, second: String) {
        #expect(StopPattern(first) == StopPattern(second))
        #expect(StopPattern(first).text.contains("#"))
    }

    @Test(
        "Reasons with different causes stay different",
        arguments: [
            ("CannotPullContainerError: not found", "CannotPullContainerError: i/o timeout"),
            ("unable to pull secrets: AccessDeniedException", "unable to pull secrets: ResourceNotFoundException"),
            ("Essential container in task exited", "Task failed container health checks"),
        ])
    func different(first: String, second: String) {
        #expect(StopPattern(first) != StopPattern(second))
    }

    @Test("The exit code of a container tells reasons apart")
    func exitCodes() {
        func task(_ code: Int) -> TaskDescription {
            TaskDescription(
                arn: "t", stopCode: .essentialContainerExited, stoppedReason: "Essential container in task exited",
                containers: [TaskContainer(name: "api", exitCode: code)])
        }
        #expect(StopPattern(task(1)) != StopPattern(task(137)))
        #expect(StopPattern(task(1)) == StopPattern(task(1)))
        #expect(task(137).stopStatement == "Essential container in task exited; api: exit code 137")
    }

    @Test("A pattern is the pattern of itself")
    func idempotence() {
        let reason = "failed at 2030-01-01T00:00:00Z with eni-0a1b2c3d4e5f60718 in 11 seconds"
        #expect(StopPattern(StopPattern(reason).text) == StopPattern(reason))
    }

    @Test(
        "Stops that say nothing about the task are not counted",
        arguments: [
            (
                TaskStopCode?.some(.serviceSchedulerInitiated), "Scaling activity initiated by (deployment ecs-svc/1)",
                false
            ),
            (.spotInterruption, "Your Spot Task was interrupted.", false), (.terminationNotice, "", false),
            (.userInitiated, "Task stopped by user", false), (.infrastructureHealth, "", false),
            (nil, "Your Spot Task was interrupted.", false), (.taskFailedToStart, "CannotPullContainerError: x", true),
            (.essentialContainerExited, "Essential container in task exited", true),
            (.serviceSchedulerInitiated, "Task failed ELB health checks in (target-group x)", true),
            (
                .serviceSchedulerInitiated,
                "(service api) (port 8080) is unhealthy in (target-group x) due to (reason timeout)", false
            ),
        ])
    func counted(code: TaskStopCode?, reason: String, isCounted: Bool) {
        #expect(TaskDescription(arn: "t", stopCode: code, stoppedReason: reason).isStopOfItsOwn == isCounted)
    }
}
