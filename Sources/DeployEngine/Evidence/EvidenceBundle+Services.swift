#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

extension EvidenceBundle {
    /// A deployment of an ECS service.
    package struct Deployment: Sendable, Hashable, Codable {
        /// The ARN of the service deployment.
        package var arn: String
        /// The service's name.
        package var service: String
        /// The status, such as `ROLLBACK_SUCCESSFUL`.
        package var status: String
        /// The reason of the status.
        package var reason: String?
        /// The stage of the deployment's life cycle, such as `BAKE_TIME`.
        package var stage: String?
        /// The id that starts tasks, such as `ecs-svc/1234`; nil if unknown. Tasks of other deployments are not evidence.
        package var startedBy: String?
        /// The number of tasks wanted.
        package var desired: Int
        /// The number of tasks that run.
        package var running: Int
        /// The number of tasks that start.
        package var pending: Int
        /// The state of the circuit breaker, such as `TRIGGERED`.
        package var breaker: String?
        /// The number of failed tasks that the circuit breaker counted.
        package var failed: Int?
        /// The alarms that ended the deployment.
        package var triggeredAlarms: [String]
        /// The hooks of the life cycle with their status, such as `TIMED_OUT`.
        package var hooks: [String: String]
        /// The wanted digest of the image.
        package var wantedDigest: String?
        /// The digest of the image that the service ended with.
        package var runningDigest: String?
        /// The start.
        package var began: Date?
        /// The end.
        package var ended: Date?

        /// Creates a deployment.
        package init(
            arn: String, service: String, status: String, reason: String? = nil, stage: String? = nil,
            startedBy: String? = nil, desired: Int = 0, running: Int = 0, pending: Int = 0, breaker: String? = nil,
            failed: Int? = nil, triggeredAlarms: [String] = [], hooks: [String: String] = [:],
            wantedDigest: String? = nil, runningDigest: String? = nil, began: Date? = nil, ended: Date? = nil
        ) {
            self.arn = arn
            self.service = service
            self.status = status
            self.reason = reason
            self.stage = stage
            self.startedBy = startedBy
            self.desired = desired
            self.running = running
            self.pending = pending
            self.breaker = breaker
            self.failed = failed
            self.triggeredAlarms = triggeredAlarms
            self.hooks = hooks
            self.wantedDigest = wantedDigest
            self.runningDigest = runningDigest
            self.began = began
            self.ended = ended
        }
    }

    /// A message of an ECS service.
    package struct ServiceEvent: Sendable, Hashable, Codable {
        /// The service's name.
        package var service: String
        /// The time.
        package var time: Date
        /// The message.
        package var message: String

        /// Creates a message.
        package init(service: String, time: Date, message: String) {
            self.service = service
            self.time = time
            self.message = message
        }
    }

    /// A task that stopped.
    package struct StoppedTask: Sendable, Hashable, Codable {
        /// The id, which is the last part of the ARN.
        package var id: String
        /// The task definition, such as `weir-dev:12`.
        package var definition: String?
        /// The `stopCode`, such as `EssentialContainerExited`.
        package var stopCode: String?
        /// The reason of the stop.
        package var reason: String?
        /// The deployment or the operator that started the task.
        package var startedBy: String?
        /// The containers.
        package var containers: [Container]
        /// The time of the stop.
        package var stopped: Date?

        /// A container of a stopped task.
        package struct Container: Sendable, Hashable, Codable {
            /// The name.
            package var name: String
            /// The exit code; nil if the program never ran.
            package var exitCode: Int?
            /// The reason.
            package var reason: String?
            /// The image's digest.
            package var digest: String?

            /// Creates a container.
            package init(name: String, exitCode: Int? = nil, reason: String? = nil, digest: String? = nil) {
                self.name = name
                self.exitCode = exitCode
                self.reason = reason
                self.digest = digest
            }
        }

        /// Creates a task.
        package init(
            id: String, definition: String? = nil, stopCode: String? = nil, reason: String? = nil,
            startedBy: String? = nil, containers: [Container] = [], stopped: Date? = nil
        ) {
            self.id = id
            self.definition = definition
            self.stopCode = stopCode
            self.reason = reason
            self.startedBy = startedBy
            self.containers = containers
            self.stopped = stopped
        }
    }

    /// The last lines of a log stream.
    package struct LogTail: Sendable, Hashable, Codable {
        /// The log group.
        package var group: String
        /// The stream, which names the container and the task.
        package var stream: String
        /// The task's id; nil if unknown.
        package var task: String?
        /// The lines in their order.
        package var lines: [String]

        /// Creates a tail.
        package init(group: String, stream: String, task: String? = nil, lines: [String]) {
            self.group = group
            self.stream = stream
            self.task = task
            self.lines = lines
        }

        /// The group and the stream.
        package var id: String { "\(group)/\(stream)" }
    }

    /// A target of the load balancer.
    package struct Target: Sendable, Hashable, Codable {
        /// The target group's name.
        package var group: String
        /// The address and port, such as `10.0.1.17:8080`.
        package var target: String
        /// The state, such as `unhealthy`.
        package var state: String
        /// The reason's code, such as `Target.ResponseCodeMismatch`.
        package var reason: String?
        /// The reason in words.
        package var description: String?
        /// The group's health check, such as `GET /health/ready on port 8080`; nil if unknown.
        package var check: String?

        /// Creates a target.
        package init(
            group: String, target: String, state: String, reason: String? = nil, description: String? = nil,
            check: String? = nil
        ) {
            self.group = group
            self.target = target
            self.state = state
            self.reason = reason
            self.description = description
            self.check = check
        }
    }
}
