import Infra
package import ServerContract

extension DeploymentEnvironment {
    /// The time-outs along a request's path: those of statements and of the server's connections follow the load balancer's.
    package var timeouts: ServerTimeouts { ServerTimeouts(balancer: loadBalancer.idleTimeout.seconds) }
}
