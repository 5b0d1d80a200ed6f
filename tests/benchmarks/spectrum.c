/* The Standard Model spectrum as a plain C loop: the published formula, one thread, doubles. */

#include <complex.h>
#include <math.h>

enum { MAX_STATES = 8 };

/* Normal ordering: masses (n_batch, 3) and mixing (n_batch, 3, 3) = v diag(1, e^.., e^..). */
void oscillation(int n_batch, const double *lightest_mass, const double *alpha21, double alpha31,
                 double dm2_21, double dm2_31, const double complex *v, double *masses,
                 double complex *mixing)
{
    for (int b = 0; b < n_batch; b++) {
        double m = lightest_mass[b];
        masses[3 * b] = m;
        masses[3 * b + 1] = sqrt(m * m + dm2_21);
        masses[3 * b + 2] = sqrt(m * m + dm2_31);
        double complex phase[3] = {1, cexp(0.5 * I * alpha21[b]), cexp(0.5 * I * alpha31)};
        for (int flavour = 0; flavour < 3; flavour++)
            for (int i = 0; i < 3; i++)
                mixing[9 * b + 3 * flavour + i] = v[3 * flavour + i] * phase[i];
    }
}

/* spectrum (n_batch, n_energies) for masses (n_batch, n) and mixing (n_batch, 3, n). */
void spectral_function(int n_batch, int n, int n_energies, double e_eg, double e_vg, int majorana,
                       const double *masses, const double complex *mixing, const double *omega,
                       double *spectrum)
{
    for (int b = 0; b < n_batch; b++) {
        const double *m = masses + b * n;
        const double complex *N = mixing + b * 3 * n;
        double a2[MAX_STATES][MAX_STATES], mass_term[MAX_STATES][MAX_STATES];
        for (int i = 0; i < n; i++)
            for (int j = i; j < n; j++) {
                double complex a = conj(N[i]) * N[j];
                for (int flavour = 0; flavour < 3; flavour++)
                    a -= 0.5 * conj(N[flavour * n + i]) * N[flavour * n + j];
                int pairs = i == j ? 1 : 2; /* a is Hermitian: ij and ji are the same */
                a2[i][j] = pairs * creal(a * conj(a));
                mass_term[i][j] = majorana ? pairs * m[i] * m[j] * creal(a * a) : 0;
            }
        for (int k = 0; k < n_energies; k++) {
            double w = omega[k], energy = e_eg - w, q2 = e_eg * (e_eg - 2 * w), sum = 0;
            for (int i = 0; i < n; i++)
                for (int j = i; j < n; j++) {
                    double s_plus = q2 - (m[i] + m[j]) * (m[i] + m[j]);
                    if (s_plus <= 0)
                        continue;
                    double s_minus = q2 - (m[i] - m[j]) * (m[i] - m[j]);
                    double delta = sqrt(s_plus * s_minus) / q2;
                    double difference = (m[i] * m[i] - m[j] * m[j]) / q2;
                    double average = (q2 + w * w / 2 - w * w * delta * delta / 6
                                      - (m[i] * m[i] + m[j] * m[j]) / 2
                                      - energy * energy * difference * difference / 2) / 3;
                    sum += delta * (a2[i][j] * average - mass_term[i][j]);
                }
            spectrum[b * n_energies + k] = sum / ((e_vg - w) * (e_vg - w));
        }
    }
}
