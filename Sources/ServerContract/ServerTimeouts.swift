/// The time-outs along a request's path, from one source: a database statement, a load balancer and the server's connections.
///
/// Each must exceed the one before it. A load balancer that keeps an idle connection for longer than the server sends requests
/// into a connection that the server is closing, and answers them with 502 ("HTTP 502: Bad gateway", User Guide for Application
/// Load Balancers). A statement that may run for longer than the balancer waits gives 504 without the server's explanation.
package struct ServerTimeouts: Hashable, Sendable {
    /// The default idle time-out of an Application Load Balancer, in seconds ("Application Load Balancers", User Guide for
    /// Application Load Balancers).
    package static let defaultBalancer = 60

    /// The time-out of a database statement, in seconds; 0 for none.
    package var statement: Int
    /// The idle time-out of the load balancer, in seconds.
    package var balancer: Int
    /// The idle time-out of a connection to the server, in seconds.
    package var idle: Int

    /// Creates the time-outs around a load balancer's.
    ///
    /// - Parameters:
    ///   - balancer: The load balancer's idle time-out, in seconds.
    ///   - statement: The time-out of a database statement; by default ten seconds less, and at least one.
    ///   - idle: The idle time-out of a connection to the server; by default fifteen seconds more.
    package init(balancer: Int = Self.defaultBalancer, statement: Int? = nil, idle: Int? = nil) {
        self.balancer = balancer
        self.statement = statement ?? max(1, balancer - 10)
        self.idle = idle ?? balancer + 15
    }

    /// The time-outs that are in the wrong order, as sentences with the remedy.
    package var problems: [String] {
        var found: [String] = []
        if idle <= balancer {
            found.append(
                "\(ServerVariable.idleTimeout.name) is \(idle) s; expected more than the load balancer's idle time-out of "
                    + "\(balancer) s, or requests fail with 502 when the server closes a connection first")
        }
        if statement >= balancer || statement == 0 {
            let got = statement == 0 ? "0, which disables it" : "\(statement) s"
            found.append(
                "\(ServerVariable.statementTimeout.name) is \(got); expected less than the load balancer's idle time-out of "
                    + "\(balancer) s, or long queries end with the balancer's 504")
        }
        return found
    }
}
