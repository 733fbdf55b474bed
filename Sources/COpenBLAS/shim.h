#pragma once
#include <stddef.h>
#include <cblas.h>

// The Fortran LAPACK routines we call. The library exports them, but its C interface (LAPACKE) is packaged apart and its
// cblas.h declares none. Fortran passes everything by address; the length of each character argument follows at the end, by value.

void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info, size_t uploLength);

void dpotrs_(const char *uplo, const int *n, const int *nrhs, const double *a, const int *lda, double *b, const int *ldb,
             int *info, size_t uploLength);

void dtrtrs_(const char *uplo, const char *trans, const char *diag, const int *n, const int *nrhs, const double *a,
             const int *lda, double *b, const int *ldb, int *info, size_t uploLength, size_t transLength, size_t diagLength);

void dsyevd_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w, double *work,
             const int *lwork, int *iwork, const int *liwork, int *info, size_t jobzLength, size_t uploLength);

// Swift's standard library has no logarithm, and a room that needs one function of libm does not import all of it.
static inline double naturalLogarithm(double x) { return __builtin_log(x); }

// The kernel that suits this processor better than the Haswell one, which the library takes for a processor newer than itself;
// NULL where there is none. Every processor with these five extensions runs the kernel named.
static inline const char *kernelForWideVectors(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512cd"))
        return "SKYLAKEX";
#endif
    return NULL;
}
