//! Work spread over the cores of the machine, with results in the order of the tasks: the number of cores must not
//! change a result.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Runs both at the same time.
pub(super) fn both<A: Send, B>(a: impl FnOnce() -> A + Send, b: impl FnOnce() -> B) -> (A, B) {
    thread::scope(|scope| {
        let a = scope.spawn(a);
        let b = b();
        match a.join() {
            Ok(a) => (a, b),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// Does `work` on every item; each worker has its own scratch memory. Results are in the order of the items.
pub(super) fn map<T: Sync, S: Default, R: Send>(
    items: &[T],
    work: impl Fn(&T, &mut S) -> R + Sync,
) -> Vec<R> {
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let run = || {
        let (mut scratch, mut done) = (S::default(), Vec::new());
        while let Some((i, item)) = {
            let i = next.fetch_add(1, Ordering::Relaxed);
            items.get(i).map(|item| (i, item))
        } {
            done.push((i, work(item, &mut scratch)));
        }
        done
    };
    let mut results = thread::scope(|scope| {
        let helpers: Vec<_> = (1..workers.min(items.len()))
            .map(|_| scope.spawn(run))
            .collect();
        let mut results = run();
        for helper in helpers {
            match helper.join() {
                Ok(done) => results.extend(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        results
    });
    results.sort_unstable_by_key(|(i, _)| *i);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn results_are_in_the_order_of_the_tasks() {
        let items: Vec<usize> = (0..1000).collect();
        let squares = super::map(&items, |i, _: &mut ()| i * i);
        assert!(squares.iter().enumerate().all(|(i, s)| *s == i * i));
        assert!(super::map(&[], |i: &usize, _: &mut ()| *i).is_empty());
    }
}
