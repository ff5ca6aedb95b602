/// The contents and protections that decide on the deletion of an environment.
package struct DestroyFacts: Sendable, Hashable {
    /// The number of objects, versions and delete markers by bucket.
    package var objects: [String: Int]
    /// The number of images by repository.
    package var images: [String: Int]
    /// The identifiers of databases and clusters with deletion protection, and the ARNs of load balancers with it.
    package var protected: Set<String>
    /// The network interfaces that hold a security group or subnet, by its id, with their descriptions.
    package var interfaces: [String: [String]]
    /// The stacks outside of the environment that import an export, by the name of the exporting stack.
    package var imports: [String: [String]]
    /// The running tasks that no service of the environment owns.
    package var looseTasks: [String]
    /// The previews of the environment that have a stack, such as `dev.pr-12`.
    package var previews: [String]

    /// Creates facts.
    package init(
        objects: [String: Int] = [:], images: [String: Int] = [:], protected: Set<String> = [],
        interfaces: [String: [String]] = [:], imports: [String: [String]] = [:], looseTasks: [String] = [],
        previews: [String] = []
    ) {
        self.objects = objects
        self.images = images
        self.protected = protected
        self.interfaces = interfaces
        self.imports = imports
        self.looseTasks = looseTasks
        self.previews = previews
    }
}

/// The choices of the operator for `destroy`.
package struct DestroyOptions: Sendable, Hashable {
    /// `true` to empty buckets and repositories that would be deleted.
    package var empties: Bool
    /// `true` to switch off termination protection.
    package var unprotects: Bool
    /// The logical ids of resources with data that may be lost.
    package var allowedLosses: Set<String>
    /// `true` to delete resources with data whose template states the deletion policy `Delete`.
    package var acceptsDeclaredLosses: Bool
    /// `true` to delete every resource with data, as in an environment that is made to be deleted.
    package var acceptsLosses: Bool
    /// `true` to delete the bootstrap stack as well.
    package var includesBootstrap: Bool

    /// Creates the choices; by default nothing is emptied or lost.
    package init(
        empties: Bool = false, unprotects: Bool = false, allowedLosses: Set<String> = [],
        acceptsDeclaredLosses: Bool = false, acceptsLosses: Bool = false, includesBootstrap: Bool = false
    ) {
        self.empties = empties
        self.unprotects = unprotects
        self.allowedLosses = allowedLosses
        self.acceptsDeclaredLosses = acceptsDeclaredLosses
        self.acceptsLosses = acceptsLosses
        self.includesBootstrap = includesBootstrap
    }
}

/// A step of `destroy`.
package enum DestroyStep: Sendable, Hashable, CustomStringConvertible {
    /// Wait for the running operation of a stack.
    case attach(stack: String)
    /// Switch off the termination protection of a stack.
    case unprotectStack(String)
    /// Stop tasks that no service owns.
    case stopTasks([String])
    /// Delete the objects of a bucket, with their versions.
    case emptyBucket(String, objects: Int)
    /// Delete the images of a repository.
    case emptyRepository(String, images: Int)
    /// Delete a stack.
    case delete(stack: String)
    /// Wait until AWS has removed network interfaces that hold a security group or subnet.
    case waitForInterfaces(of: String, count: Int)

    /// The step in the imperative.
    package var description: String {
        switch self {
        case .attach(let stack): "wait for the running operation of \(stack)"
        case .unprotectStack(let stack): "switch off the termination protection of \(stack)"
        case .stopTasks(let tasks): "stop \(tasks.count) tasks outside of services: \(tasks.joined(separator: ", "))"
        case .emptyBucket(let bucket, let count): "delete \(count) objects and versions of the bucket \(bucket)"
        case .emptyRepository(let repository, let count): "delete \(count) images of the repository \(repository)"
        case .delete(let stack): "delete the stack \(stack)"
        case .waitForInterfaces(let id, let count):
            "wait until AWS has removed \(count) network interfaces of \(id), which takes up to 45 min"
        }
    }
}
