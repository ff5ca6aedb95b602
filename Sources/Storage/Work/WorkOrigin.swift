/// The client that a store works for, so that one client's large requests do not keep those of others from their turn.
public enum WorkOrigin {
    /// The client of the current task, such as its address; `nil` where there is none to tell apart.
    ///
    /// A task-local value, since it concerns scheduling alone: no result depends on it.
    @TaskLocal public static var current: String?
}
